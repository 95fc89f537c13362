// A server that hangs: the phone says that it still asks and of when the stored state is, instead of "nothing to do".
import { mount } from '@vue/test-utils'
import { defineComponent, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import KeptBar from '@/h5/KeptBar.vue'
import { LATE_MS, useWaiting } from '@/h5/useWaiting'
import { createWeigeI18n } from '@/shared/i18n'

vi.mock('@/h5/useOutbox', () => ({ useOutbox: () => ({ unsent: ref([]), loose: ref(false) }) }))
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

it('after four seconds without an answer it says so, with the time of what is stored; an answer ends it', async () => {
  const query = { isFetching: ref(true), isError: ref(false), dataUpdatedAt: ref(Date.now() - 600_000) }
  let found!: ReturnType<typeof useWaiting>
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
  const shown = mount(defineComponent({ components: { KeptBar }, setup: () => ((found = useWaiting(query)), { found }), template: '<KeptBar :late="found.late.value" :as-of="found.asOf.value" />' }), { global: { plugins: [router, createWeigeI18n('h5', { zh, en })] } })
  expect([found.late.value, found.asOf.value, shown.find('.bar').exists()]).toEqual([false, '', false])
  vi.advanceTimersByTime(LATE_MS)
  await nextTick()
  expect(found.asOf.value).toMatch(/\d/)
  expect(shown.text()).toContain(found.asOf.value)
  expect(shown.text()).toContain('still asking')
  query.isFetching.value = false
  await nextTick()
  expect([found.late.value, shown.find('.bar').exists()]).toEqual([false, false])
})
