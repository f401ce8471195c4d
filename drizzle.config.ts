import { defineConfig } from 'drizzle-kit';

/** `bun x drizzle-kit generate --name what_changed` writes the next migration into `drizzle/`; the service runs them at start. */
export default defineConfig({ dialect: 'sqlite', schema: './src/storage/schema.ts', out: './drizzle' });
