// On an English page, text that exists in Chinese only (addresses, citations, people's words) says so with lang="zh", and English
// inside it says lang="en": screen readers then change their voice. One watcher for every screen, so that none forgets.
const HAN = /\p{Script=Han}/u
const LETTER = /\p{L}/u
/** Editors watch their own content, and code is no prose. */
const LEFT = 'script, style, .cm-editor, [contenteditable=true]'
const READ_OUT = ['aria-label', 'alt']
/** For tools that look for what was not translated: this text is marked, nobody wrote the mark by hand. */
export const AUTO = 'data-tongue'

let watcher: MutationObserver | null = null
const waiting = new Set<Element>()
let due = false

const ownWords = (one: Element): string =>
  [...one.childNodes].map((node) => (node.nodeType === 3 ? (node as Text).data : '')).join('') + READ_OUT.map((name) => one.getAttribute(name) ?? '').join('')

/** Marks one element by its own text, or takes back the mark set here; says whether anything changed. */
export function judge(one: Element): boolean {
  const auto = one.hasAttribute(AUTO)
  if (one === document.documentElement || (!auto && one.hasAttribute('lang')) || one.closest(LEFT)) return false
  const words = ownWords(one)
  const around = one.parentElement?.closest('[lang]')?.getAttribute('lang') ?? 'en'
  const spoken = HAN.test(words) ? 'zh' : LETTER.test(words) ? 'en' : null
  const wanted = spoken && !around.startsWith(spoken) ? spoken : null
  if (wanted === (auto ? one.getAttribute('lang') : null)) return false
  if (wanted) {
    one.setAttribute('lang', wanted)
    one.setAttribute(AUTO, '')
  } else unmark(one)
  return true
}

function unmark(one: Element): void {
  one.removeAttribute('lang')
  one.removeAttribute(AUTO)
}

/** From the outside in: what stands within a mark is judged by it. */
function judgeAll(root: Element): void {
  judge(root)
  for (const one of root.querySelectorAll('*')) judge(one)
}

function work(): void {
  due = false
  if (typeof document === 'undefined') return // the window was closed before its turn came
  const some = [...waiting]
  waiting.clear()
  for (const one of some) if (one.isConnected && judge(one)) for (const inner of one.querySelectorAll('*')) judge(inner)
}

function note(changes: MutationRecord[]): void {
  for (const { target, addedNodes } of changes) {
    const near = target.nodeType === 3 ? target.parentElement : (target as Element)
    if (near) waiting.add(near)
    for (const node of addedNodes) if (node.nodeType === 1) for (const one of [node as Element, ...(node as Element).querySelectorAll('*')]) waiting.add(one)
  }
  if (due || !waiting.size) return
  due = true
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 400 })
  else setTimeout(work, 50)
}

/** Begins on English pages, ends on Chinese ones (Chinese voices read English words). */
export function markTongues(lang: 'zh' | 'en'): void {
  watcher?.disconnect()
  watcher = null
  waiting.clear()
  if (lang === 'zh') {
    document.querySelectorAll(`[${AUTO}]`).forEach(unmark)
    return
  }
  judgeAll(document.body)
  watcher = new MutationObserver(note)
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: READ_OUT })
}
