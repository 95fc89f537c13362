// Pages without an account: what is missing stands in the button; a photo that did not go is told and sent again, the report is not; what a key opens is in sight.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import PaperPage from '@/link/pages/PaperPage.vue'
import ReportPage from '@/link/pages/ReportPage.vue'
import en from '@/locales/en/link.json'
import zh from '@/locales/zh/link.json'
import shared from '@/locales/en/shared.json'
import { api, ApiProblem } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

it('sends a photo again without a second report', async () => {
  URL.createObjectURL = () => `blob:${Math.random()}`
  URL.revokeObjectURL = () => undefined
  vi.spyOn(api, 'get').mockResolvedValue({ code: 'L08', name_zh: '汉口路', name_en: 'Hankou Road', lon: 121.48, lat: 31.23 })
  const told = vi.spyOn(api, 'post').mockResolvedValue({ token: 'mine' })
  const sent = vi.spyOn(api, 'upload').mockResolvedValueOnce({}).mockRejectedValueOnce(new ApiProblem({ status: 0, code: 'offline' })).mockResolvedValue({})
  const page = mount(ReportPage, { props: { held: {} as never }, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('link', { zh, en: { ...en, shared } })] as never } })
  await flushPromises()
  expect(page.get('button[type=submit]').text()).toContain(en.open.lacks)
  const input = page.get('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [new File(['a'], 'a.jpg'), new File(['b'], 'b.jpg')] })
  await input.trigger('change')
  await page.get('.shots li button').trigger('click')
  await input.trigger('change')
  expect(page.findAll('.shots img')).toHaveLength(3)
  await page.get('textarea').setValue('路灯不亮')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect([page.findAll('.shots img').length, page.get('[role=alert]').text().includes(en.open.photoLost), location.hash]).toEqual([2, true, ''])
  await page.get('form').trigger('submit')
  await flushPromises()
  expect([told.mock.calls.length, sent.mock.calls.length, location.hash]).toEqual([1, 4, '#mine'])
  expect(sent.mock.calls.every(([path, , rest]) => path === '/api/held/follow/photos' && rest?.link === 'mine')).toBe(true)
  const back = mount(ReportPage, { props: { held: {} as never }, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('link', { zh, en: { ...en, shared } })] as never } })
  await flushPromises()
  expect([back.get('.sent').text().includes(en.open.sent), back.get('.sent a').attributes('href')]).toEqual([true, '#mine'])
})

it('brings a merchant’s objection into sight, and keeps a photo that did not go', async () => {
  const seen = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined)
  const paper = { office_en: 'Squad', number: '7', grade: 'notice', title_en: 'Goods', found_en: 'Goods outside', asked_en: 'Take them in', due_at: null, state_en: 'served', rights: [], pictures: [], answers: [], may_answer: true, has_pdf: false, reminded: 0, consent: null }
  vi.spyOn(api, 'get').mockResolvedValue(paper)
  vi.spyOn(api, 'post').mockResolvedValue({ ...paper, answers: [{ id: 1, kind_en: 'Put right', at: '2026-11-23T08:00:00Z', state: 'waiting' }] })
  const sent = vi.spyOn(api, 'upload').mockRejectedValueOnce(new ApiProblem({ status: 0, code: 'offline' })).mockResolvedValue({ id: 3 })
  const page = mount(PaperPage, { attachTo: document.body, props: { held: { expires_at: '2026-12-01T08:00:00Z' } as never }, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('link', { zh, en: { ...en, shared } })] as never } })
  await flushPromises()
  await page.findAll('footer .two button')[0]?.trigger('click')
  expect([seen.mock.calls.length, document.activeElement?.tagName]).toEqual([1, 'TEXTAREA'])
  const input = page.get('footer input[type=file]')
  Object.defineProperty(input.element, 'files', { value: [new File(['a'], 'a.jpg')] })
  await input.trigger('change')
  await flushPromises()
  await page.get('[role=alert] button').trigger('click')
  await flushPromises()
  expect([sent.mock.calls.length, page.find('[role=alert]').exists(), page.find('.say .ok').exists()]).toEqual([2, false, true])
})
