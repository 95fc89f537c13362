// Copying for a press of a button; also where the browser gives no clipboard (a page over plain HTTP in an office's own network).
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByHand(text)
  }
}

/** The old way: a field out of sight, chosen and copied. False where even that is refused. */
function copyByHand(text: string): boolean {
  const before = document.activeElement
  const field = Object.assign(document.createElement('textarea'), { value: text, readOnly: true })
  field.style.cssText = 'position: fixed; opacity: 0'
  const above = document.activeElement?.closest('dialog') ?? document.body // what is outside of an open dialog cannot be chosen
  above.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
