// Reporting without an account: what is missing stands in the button, and a photo that did not go is told and sent again, the report is not.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
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
})
