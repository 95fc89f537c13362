// Looking back: what the callout says of a case is of then, the slider goes by keys from day to day, what is known of now only rests.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { defineComponent, h, ref } from 'vue'
import { expect, it, vi } from 'vitest'
import Callout from '@/cockpit/Callout.vue'
import TimeBar from '@/cockpit/TimeBar.vue'
import { usePlaces, type Places } from '@/cockpit/usePlaces'
import zh from '@/locales/zh/cockpit.json'
import shared from '@/locales/zh/shared.json'
import { createWeigeI18n } from '@/shared/i18n'

const i18n = () => createWeigeI18n('cockpit', { zh: { ...shared, ...zh }, en: zh } as never)
const at = (time: string): number => Date.parse(`2026-11-20T${time}+08:00`)
globalThis.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} } as never

it('a case looked back at shows the time left then, and offers no explanation of now', () => {
  const clock = { state: 'ample', share: 0.5, due_at: '2026-11-20T08:24:00Z', paused: false }
  const mark = { id: '1', number: 'N', title: 'T', title_zh: 'T', title_en: 'T', matter_zh: 'M', matter_en: 'M', clock, lon: 0, lat: 0 }
  const seen = mount(Callout, { props: { picked: { kind: 'case', mark, lon: 0, lat: 0, level: null } as never, at: at('14:24:00') }, global: { plugins: [i18n(), VueQueryPlugin] } })
  expect(seen.find('.clock').text()).toContain('2:00')
  expect(seen.find('.clock.over').exists()).toBe(false)
  expect(seen.find('button[aria-expanded]').exists()).toBe(false)
})

it('the slider goes over midnight, knows the ends of its day, and says the day', async () => {
  const hours = Array.from({ length: 24 }, (_, n) => ({ hour: new Date(at('00:00:00') + n * 3_600_000).toISOString(), count: 1, warnings: [] }))
  const bar = mount(TimeBar, { props: { timeline: hours, at: at('00:02:00'), now: at('23:00:00') + 86_400_000 }, global: { plugins: [i18n()] } })
  const slider = bar.find('[role=slider]')
  for (const key of ['ArrowLeft', 'PageDown', 'Home', 'End']) await slider.trigger('keydown', { key })
  expect(bar.emitted('look')?.map(([to]) => to)).toEqual([at('00:00:00') - 180_000, at('00:02:00') - 3_600_000, at('00:00:00'), at('23:59:59')])
  expect(slider.attributes('aria-valuetext')).toContain('20')
})

it('heat is of then; colours and black spots, known of now only, are not shown', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', vi.fn((url: string) => {
    asked.push(String(url))
    const body = String(url).includes('colours') ? { by: 'warning', kind: 'level', values: { 7: 'red' } } : { type: 'FeatureCollection', features: [], total: 3 }
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const moment = ref<number | null>(null)
  let places = null as unknown as Places
  const Host = defineComponent({ setup: () => ((places = usePlaces(ref([]), ref(undefined), ref('zh'), moment)), () => h('i')) })
  mount(Host, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
  places.way.value = 'warning'
  await flushPromises()
  await vi.waitFor(() => expect(Object.keys(places.extras.value.colours ?? {})).toEqual(['7']))
  moment.value = at('14:24:00')
  await flushPromises()
  expect(places.extras.value.colours).toEqual({})
  expect(places.extras.value.spots).toBeNull()
  await vi.waitFor(() => expect(asked.some((url) => url.includes('heat') && url.includes('at=2026-11-20T06'))).toBe(true))
})
