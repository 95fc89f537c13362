// A street that has only begun: nothing says that its data is invented, and nobody planned is not "0 of 0".
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import en from '@/locales/en/cockpit.json'
import zh from '@/locales/zh/cockpit.json'
import { createWeigeI18n } from '@/shared/i18n'

beforeEach(() => {
  vi.resetModules()
  localStorage.setItem('wg-lang', 'zh')
})

/** The badge as on every phone page, before a server that is a demonstration or is none. */
async function badge(demo: boolean): Promise<string> {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ status: 'ok', time: new Date().toISOString(), speed: 1, demo }))))
  const { default: DemoBadge } = await import('@/shared/components/DemoBadge.vue')
  const shown = mount(DemoBadge, { global: { plugins: [createWeigeI18n('cockpit', { zh, en })] } })
  await flushPromises()
  return shown.text()
}

describe('an empty street', () => {
  it('is not called a demonstration, and a demonstration is', async () => {
    expect(await badge(false)).toBe('')
    vi.resetModules()
    expect(await badge(true)).toBe('演示数据')
  })
  it('says that nobody is planned in place of 0 / 0', async () => {
    const { default: FiguresPanel } = await import('@/cockpit/FiguresPanel.vue')
    const force = (planned: number): unknown => ({ on_duty: 0, planned, stationed: { people: 0 }, on_call: { people: 0 }, social: { people: 0 } })
    const summary = (planned: number): never => ({ as_of: '2026-11-24T00:00:00Z', today: { open: 0, open_24h: [0, 0], filed: 0, closed: 0, first_response_minutes: null, first_response_n: 0, unconfirmed: 0, near: 0, over: 0 }, hourly_open: [0, 0], lists: [], devices: [], loop: [], timeline: [], force: force(planned) }) as never
    const panel = mount(FiguresPanel, { props: { summary: summary(0), error: null }, global: { plugins: [createWeigeI18n('cockpit', { zh, en })] } })
    expect(panel.text()).toContain('现在没有排班')
    expect(panel.get('.duty').text()).toBe('0')
    await panel.setProps({ summary: summary(5) })
    expect(panel.get('.duty').text()).toBe('0 / 5')
    expect(panel.text()).not.toContain('现在没有排班')
  })
})
