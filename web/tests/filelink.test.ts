// A file the server makes: that it is being made is said, what came is counted, a refusal stands beside the link, and its name is the server's.
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import FileLink from '@/shared/components/FileLink.vue'
import { nameIn } from '@/shared/files'
import { createWeigeI18n } from '@/shared/i18n'

afterEach(() => vi.unstubAllGlobals())

it('says how far it is, hands it over once, and says why it failed', async () => {
  localStorage.setItem('wg-lang', 'zh')
  const saved: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { saved.push(this.download) })
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }))
  let give: (answer: Response) => void = () => undefined
  const asked = vi.fn(() => new Promise<Response>((resolve) => (give = resolve)))
  vi.stubGlobal('fetch', asked)
  const page = mount(FileLink, { props: { href: '/api/cases/export.xlsx?open=true' }, attrs: { class: 'btn sec' }, slots: { default: '导出' }, global: { plugins: [createWeigeI18n('x', { zh: { title: '' }, en: { title: '' } })] } })
  const link = page.find('a.btn')
  await link.trigger('click')
  await link.trigger('click')
  expect([asked.mock.calls.length, page.find('[role=status]').text(), link.attributes('aria-busy')]).toEqual([1, '正在生成，请稍等', 'true'])
  give(new Response(new Uint8Array(4096), { headers: { 'Content-Disposition': "attachment; filename*=UTF-8''%E6%A1%88%E4%BB%B6.xlsx" } }))
  await vi.waitFor(() => expect(saved).toEqual(['案件.xlsx']))
  await flushPromises()
  expect(page.find('[role=status]').exists()).toBe(false)
  await link.trigger('click')
  give(new Response(JSON.stringify({ status: 409, code: 'too_many', detail: '超过 20000 行，请缩小范围' }), { status: 409 }))
  await flushPromises()
  expect(page.find('[role=status]').text()).toContain('超过 20000 行')
  expect(saved.length).toBe(1)
})

it('knows the name of a file', () => {
  expect([nameIn('attachment; filename="a.csv"'), nameIn("attachment; filename=\"x\"; filename*=utf-8''%E8%A1%A8.csv"), nameIn(null)]).toEqual(['a.csv', '表.csv', ''])
})
