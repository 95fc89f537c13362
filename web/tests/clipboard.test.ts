// Copying works over plain HTTP too, where the browser gives no clipboard; inside of an open dialog the field stands in the dialog.
import { afterEach, expect, it, vi } from 'vitest'
import { copyText } from '@/shared/clipboard'

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

it('takes the browser’s clipboard where there is one', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  expect(await copyText('a')).toBe(true)
  expect(writeText).toHaveBeenCalledWith('a')
})
it('copies by hand where there is none, gives the focus back, and says when nothing was copied', async () => {
  vi.stubGlobal('navigator', {})
  const dialog = document.createElement('dialog')
  const press = document.createElement('button')
  dialog.append(press)
  document.body.append(dialog)
  dialog.setAttribute('open', '')
  press.focus()
  const copied: (string | undefined)[] = []
  document.execCommand = vi.fn(() => copied.push(dialog.querySelector('textarea')?.value) === 1)
  expect(await copyText('https://x.example/#key')).toBe(true)
  expect(copied).toEqual(['https://x.example/#key'])
  expect(document.activeElement).toBe(press)
  expect(document.querySelector('textarea')).toBeNull()
  expect(await copyText('b')).toBe(false)
})
