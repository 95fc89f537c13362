// Which parts of a text stand in another one too: pairs of Chinese characters, numbers, words of three letters and more.
const PIECES = /[\u3400-\u9fff]+|[0-9]+|[a-z]{3,}/g

function piecesOf(text: string): Set<string> {
  const found = new Set<string>()
  for (const [run] of text.toLowerCase().matchAll(PIECES)) {
    if (/[a-z0-9]/.test(run)) found.add(run)
    else for (let at = 0; at + 1 < run.length; at += 1) found.add(run.slice(at, at + 2))
  }
  return found
}

/** The text cut into parts, those that the other text has too marked. */
export function sameWords(text: string, other: string): { text: string; same: boolean }[] {
  const known = piecesOf(other)
  const marked = new Array<boolean>(text.length).fill(false)
  for (const hit of text.toLowerCase().matchAll(PIECES)) {
    const [run] = hit
    const from = hit.index
    if (/[a-z0-9]/.test(run)) {
      if (known.has(run)) marked.fill(true, from, from + run.length)
      continue
    }
    for (let at = 0; at + 1 < run.length; at += 1) if (known.has(run.slice(at, at + 2))) marked.fill(true, from + at, from + at + 2)
  }
  const parts: { text: string; same: boolean }[] = []
  for (let at = 0; at < text.length; at += 1) {
    const last = parts.at(-1)
    if (last && last.same === marked[at]) last.text += text[at]
    else parts.push({ text: text[at] ?? '', same: marked[at] ?? false })
  }
  return parts
}
