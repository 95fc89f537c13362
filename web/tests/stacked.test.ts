// Tables of the desk on a phone: cells carry their column's name and stay cells for who hears them.
import { afterEach, expect, it } from 'vitest'
import { stack, stackTables } from '@/console/stacked'

const TABLE = '<thead><tr><th>编号</th><th colspan="2">事项</th><th>期限</th></tr></thead><tbody><tr><td>A1</td><td>占道</td><td>示范路</td><td>明天</td></tr><tr><td colspan="4">没有</td></tr></tbody>'
const made = (attributes = ''): HTMLTableElement => {
  document.body.innerHTML = `<table ${attributes}>${TABLE}</table>`
  return document.querySelector('table') as HTMLTableElement
}
const labels = (): (string | null)[] => [...document.querySelectorAll('td')].map((cell) => cell.getAttribute('data-label'))
const query = (matches: boolean): MediaQueryList => Object.assign(new EventTarget(), { matches }) as unknown as MediaQueryList
afterEach(() => (document.body.innerHTML = ''))

it('each cell is named after its column, and keeps its role', () => {
  const table = made()
  stack(table)
  expect(labels()).toEqual(['编号', '事项', '事项', '期限', null])
  expect(table.getAttribute('role')).toBe('table')
  expect([...table.querySelectorAll('[role]')].map((one) => one.getAttribute('role'))).toEqual(['rowgroup', 'row', 'columnheader', 'columnheader', 'columnheader', 'rowgroup', 'row', 'cell', 'cell', 'cell', 'cell', 'row', 'cell'])
})
it('a plan with days across, and what is only read aloud, stay as they are', () => {
  for (const attributes of ['data-wide', 'class="sr"', 'role="grid"']) {
    const table = made(attributes)
    stack(table)
    expect(table.classList.contains('stacks')).toBe(false)
  }
})
it('follows what is loaded later on a phone, and does nothing at a desk', async () => {
  made()
  const stop = stackTables(document.body, query(false))
  expect(labels()[0]).toBeNull()
  stop()
  const away = stackTables(document.body, query(true))
  const row = document.createElement('tr')
  row.append(document.createElement('td'))
  document.querySelector('tbody')?.append(row)
  await new Promise((done) => setTimeout(done, 60))
  expect(labels().at(-1)).toBe('编号')
  away()
})
