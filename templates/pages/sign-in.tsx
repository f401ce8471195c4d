import { Notice } from '../components/notice.tsx';
import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

interface SignInProps {
  readonly site: Site;
  /** Where to go on. */
  readonly next: string;
  /** Whether a wrong password was just given. */
  readonly wrong?: boolean;
}

/** `/sign-in`: one field. There are no names here, only those who know the password. */
export function SignIn({ site, next, wrong = false }: SignInProps) {
  return (
    <Layout site={site} title="Sign in">
      <div class="sign-in">
        <h1>Sign in</h1>
        <p>This Inkwell asks for a password. Whoever runs it knows it.</p>
        <form class="panel" method="post" action="/sign-in">
          {wrong ? (
            <Notice
              tone="problem"
              title="That isn’t the password"
              advice="Check capital letters, then try again."
            />
          ) : (
            ''
          )}
          <input type="hidden" name="next" value={next} />
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            maxlength="1000"
          />
          <button type="submit" class="button primary">
            Sign in
          </button>
        </form>
      </div>
    </Layout>
  );
}
