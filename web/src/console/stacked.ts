// Tables on a phone: names each cell after its column and says the roles aloud which a card's layout would take away (stacked.css).
import './stacked.css'

const SPARED = 'table.sr, table[data-wide], table[role="grid"]'
const ROLES: readonly (readonly [string, string])[] = [['thead, tbody', 'rowgroup'], ['tr', 'row'], ['thead th', 'columnheader'], ['tbody th', 'rowheader'], ['td', 'cell']]

function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

const widthOf = (cell: Element): number => Number(cell.getAttribute('colspan') ?? 1)

/** The name of each column, one entry per column (a head over two columns stands twice). */
function heads(table: HTMLTableElement): string[] {
  const last = [...table.querySelectorAll('thead tr')].at(-1)
  return [...(last?.children ?? [])].flatMap((cell) => Array<string>(widthOf(cell)).fill((cell.textContent ?? '').trim()))
}

/** Dresses one table; one without a head is a list of pairs and is left alone. */
export function stack(table: HTMLTableElement): void {
  const names = heads(table)
  if (!names.length || table.matches(SPARED) || table.querySelector('thead.sr')) return
  table.classList.add('stacks')
  put(table, 'role', 'table')
  for (const [selector, role] of ROLES) for (const part of table.querySelectorAll(selector)) put(part, 'role', role)
  for (const row of table.querySelectorAll('tbody tr')) {
    let column = 0
    for (const cell of row.children) {
      const name = names[column] ?? ''
      if (name && widthOf(cell) === 1) put(cell, 'data-label', name)
      else cell.removeAttribute('data-label')
      column += widthOf(cell)
    }
  }
}

/** Keeps every table under an element dressed while the window is a phone's; returns how to stop. */
export function stackTables(root: HTMLElement, narrow: MediaQueryList = matchMedia('(max-width: 640px)')): () => void {
  let waiting = 0
  const dress = (): void => {
    waiting = 0
    for (const table of root.querySelectorAll('table')) stack(table)
  }
  // Whatever changed meanwhile is dressed at once, before it is painted: a list that streams in costs one pass a frame.
  const watcher = new MutationObserver(() => (waiting ||= requestAnimationFrame(dress)))
  const follow = (): void => {
    watcher.disconnect()
    if (!narrow.matches) return
    watcher.observe(root, { childList: true, subtree: true, characterData: true })
    dress()
  }
  narrow.addEventListener('change', follow)
  follow()
  return () => {
    narrow.removeEventListener('change', follow)
    watcher.disconnect()
    cancelAnimationFrame(waiting)
  }
}
