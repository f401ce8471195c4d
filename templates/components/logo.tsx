/** The inkwell with a drop above it; drawn in the text's colour. The name stands beside it, so it says nothing itself. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <path
        class="logo-glass"
        d="M11 13h10v2.6c4 1.3 6.5 4.4 6.5 8.2V27a2.5 2.5 0 0 1-2.500 2.500H7A2.500 2.500 0 0 1 4.500 27v-3.200c0-3.800 2.500-6.900 6.500-8.200z"
      />
      <path class="logo-ink" d="M7 23.500c3-1.600 6 1.400 9 .2s6-1.600 9-.2V27H7z" />
      <path
        class="logo-drop"
        d="M16 2.200c2 2.700 3.200 4.300 3.200 5.900a3.200 3.200 0 0 1-6.400 0c0-1.600 1.200-3.200 3.200-5.900z"
      />
    </svg>
  );
}
