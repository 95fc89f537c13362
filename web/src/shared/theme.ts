// Light or dark: the wall is dark, the phone follows the system, the desk follows the person's choice.
export type Theme = 'light' | 'dark' | 'system'
const STORE = 'wg-theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

export const keptTheme = (): Theme | null => {
  const kept = localStorage.getItem(STORE)
  return kept === 'light' || kept === 'dark' || kept === 'system' ? kept : null
}

let current: Theme = 'light'
const apply = (): void => {
  const name = current === 'system' ? (dark.matches ? 'dark' : 'light') : current
  document.documentElement.dataset['theme'] = name
}
dark.addEventListener('change', apply)
// Paper is white: at night too a page is printed by day.
addEventListener('beforeprint', () => (document.documentElement.dataset['theme'] = 'light'))
addEventListener('afterprint', apply)

/** Sets the theme of this page; `keep` remembers it on this machine. */
export function setTheme(theme: Theme, keep = false): void {
  current = theme
  if (keep) localStorage.setItem(STORE, theme)
  apply()
}
