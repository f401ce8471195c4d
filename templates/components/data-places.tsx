const places = [
  { key: 'export', href: '/export', text: 'Export' },
  { key: 'import', href: '/import', text: 'Import' },
] as const;

/** The two ways that data goes. */
export function DataPlaces({ current }: { current: (typeof places)[number]['key'] }) {
  return (
    <nav aria-label="Data">
      <ul class="chips">
        {places.map(({ key, href, text }) => (
          <li>
            <a class="chip" href={href} aria-current={key === current ? 'true' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
