// The work list mounts, draws only the rows in sight, is as long as the count, and announces what changed instead of shoving it.
import { mount, flushPromises } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createMemoryHistory, createRouter } from 'vue-router'
import { describe, expect, it, vi } from 'vitest'
import en from '@/locales/en/console.json'
import enLife from '@/locales/en/life.json'
import zh from '@/locales/zh/console.json'
import zhLife from '@/locales/zh/life.json'
import Worklist from '@/console/cases/Worklist.vue'
import { createWeigeI18n } from '@/shared/i18n'

// The map cannot be drawn here: what has one is left out.
vi.mock('@/console/cases/Preview.vue', () => ({ default: { template: '<i />' } }))
vi.mock('@/console/cases/ReportDialog.vue', () => ({ default: { template: '<i />' } }))

let total = 5000
let newest = 0
/** The clocks of a short list, by due time: an urgent one in good time may be due before a slow one that is near. */
let states: string[] = []
const row = (n: number) => ({ id: `c${n}`, number: String(n), version: 1, state: 'filed', state_zh: '立案', state_en: 'Filed', title_zh: `件 ${n}`, title_en: `Case ${n}`, matter: null, place: '路', sources: [], source: 'patrol', evidence_count: 0, department: null, handler_post: null, returns: 0, request: '', found_at: '2026-11-21T00:00:00Z', ended_at: null, clock: states[n] ? { code: 'handling', state: states[n], share: 0.5, due_at: '2026-11-21T09:00:00Z', unit: 'work_hour', remaining_seconds: 60, running: false, paused: false, stopped: false, as_of: '2026-11-21T08:00:00Z' } : null, recurrence: null, raised: 0, supervision: '', appeal: '', parts_total: 0 })
const answer = (body: unknown): Response => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
function serve(url: string): Response {
  const at = new URL(url, 'http://x')
  if (at.pathname === '/api/auth/me') return answer({ user: { name: 'x' }, posts: [], verbs: ['case.list'], language: 'zh', street: null })
  if (at.pathname === '/healthz') return answer({ status: 'ok', time: '2026-11-21T08:00:00Z', speed: 1, version: 't' })
  if (at.pathname === '/api/cases/count') return answer({ total: total + newest })
  if (at.pathname === '/api/cases') {
    const from = Number(at.searchParams.get('skip') ?? 0)
    return answer({ items: Array.from({ length: Math.min(100, total - from) }, (_, n) => row(from + n - newest)), next: null })
  }
  return answer({ items: [], next: null })
}

async function open() {
  vi.stubGlobal('fetch', vi.fn((url: string) => Promise.resolve(serve(String(url)))))
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }))
  vi.stubGlobal('ResizeObserver', class { observe(): void {} disconnect(): void {} })
    localStorage.setItem('wg-split', 'off')
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/cases', component: Worklist }, { path: '/:rest(.*)*', component: { template: '<i />' } }] })
    await router.push('/cases')
    const shown = mount(Worklist, { global: { plugins: [[VueQueryPlugin, { queryClient: client }], router, createWeigeI18n('console', { zh, en }, { life: { zh: zhLife, en: enLife } })] } })
    for (let turn = 0; turn < 6; turn += 1) await flushPromises()
    return { shown, client }
}

describe('the work list', () => {
  it('draws what is in sight, and says what is new without moving a row', async () => {
    const { shown, client } = await open()
    expect(shown.find('[role=grid]').attributes('aria-rowcount')).toBe(String(total + 1))
    expect(shown.findAll('[role=row]').length).toBeLessThan(60)
    const first = shown.findAll('[id^=row-]')[0]?.attributes('id')
    newest = 2
    await client.invalidateQueries({ queryKey: ['cases'] })
    for (let turn = 0; turn < 6; turn += 1) await flushPromises()
    expect(shown.find('.news').exists()).toBe(true)
    expect(shown.findAll('[id^=row-]')[0]?.attributes('id')).toBe(first)
    shown.unmount()
  })
  it('stands in the groups of the clock when it is short: each once, with its count', async () => {
    total = 4
    newest = 0
    states = ['ample', 'near', 'ample', 'near']
    const { shown } = await open()
    expect(shown.findAll('.group').map((one) => one.text())).toEqual([`${en.list.group.near} 2`, `${en.list.group.ample} 2`])
    expect(shown.findAll('[id^=row-]').map((one) => one.attributes('id'))).toEqual(['row-c1', 'row-c3', 'row-c0', 'row-c2'])
    shown.unmount()
  })
  it('is walked by keys to any row, also one that has not been loaded', async () => {
    total = 5000
    newest = 0
    states = []
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(334)
    const { shown } = await open()
    const grid = shown.find('[role=grid]').element
    const seen = async (key: string): Promise<string | undefined> => {
      dispatchEvent(new KeyboardEvent('keydown', { key }))
      grid.dispatchEvent(new Event('scroll'))
      for (let turn = 0; turn < 6; turn += 1) await flushPromises()
      return shown.find('[role=grid]').attributes('aria-activedescendant')
    }
    expect(await seen('End')).toBe('row-c4999')
    expect(await seen('ArrowUp')).toBe('row-c4998')
    expect(await seen('Home')).toBe('row-c0')
    const page = Number((await seen('PageDown'))?.slice(5))
    expect(page).toBeGreaterThan(5)
    expect(await seen('PageUp')).toBe('row-c0')
    // The pages between are not loaded: the next row is waited for, not the next that happens to be there.
    for (let n = 0; n < 100; n += 1) dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }))
    expect(await seen('ArrowDown')).toBe('row-c101')
    vi.restoreAllMocks()
    shown.unmount()
  })
})
