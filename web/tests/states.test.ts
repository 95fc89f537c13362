// States as people meet them: no line heals by itself, no right says whom to ask, a wrong field has the name forms give it.
import { QueryClient, useQuery, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import StateDenied from '@/shared/components/StateDenied.vue'
import StaleBand from '@/shared/components/StaleBand.vue'
import StateError from '@/shared/components/StateError.vue'
import WorkingBand from '@/shared/components/WorkingBand.vue'
import { createWeigeI18n } from '@/shared/i18n'
import { keepLine, useLineLost } from '@/shared/line'
import { useMe } from '@/shared/me'
import { useSaid } from '@/shared/said'
import { backTo } from '@/shared/wayBack'

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const ME = { user: { id: 1, username: 'squad1', name: '冯' }, posts: [], verbs: [], language: 'zh', ask: [{ name_zh: '系统管理员', name_en: 'System administrator', person_zh: '石磊', person_en: 'Shi Lei' }] }
let answer: (url: string) => Promise<Response> = () => Promise.resolve(json({}))

beforeEach(() => {
  localStorage.setItem('wg-lang', 'zh')
  vi.stubGlobal('fetch', (url: string) => answer(url))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function show(component: ReturnType<typeof defineComponent>, props: Record<string, unknown> = {}, client = new QueryClient({ defaultOptions: { queries: { retry: false } } })): VueWrapper {
  return mount(component, { props, global: { plugins: [createWeigeI18n('x', { zh: { title: '' }, en: { title: '' } }), [VueQueryPlugin, { queryClient: client }]] } })
}
/** A page that does nothing but use something. */
const host = (use: () => unknown) => defineComponent({ setup: () => (use(), () => h('i')) })
const said = (problem: Partial<ApiProblem> & { status: number; code: string }, more = {}): string => show(StateError as never, { error: new ApiProblem(problem as never), ...more }).text()

describe('the word of a failure', () => {
  it('names no code where nobody answered, and promises to come by itself', () => {
    const text = said({ status: 0, code: 'offline' })
    expect(text).toContain('连不上服务器')
    expect(text).toContain('不用刷新')
    expect(text).not.toContain('offline')
    expect(said({ status: 503, code: 'http_503' }, { title: '没有办成' })).toContain('网络恢复后再试一次')
  })
  it('says of a server that failed what is kept and whom to tell, and never its raw title', () => {
    const text = said({ status: 500, code: 'server_error', title: 'internal' })
    expect(text).toContain('写好的都在')
    expect(text).toMatch(/server_error · \d\d:\d\d/)
    expect(text).not.toContain('internal')
  })
  it('says whom to ask where a right is missing', async () => {
    expect(said({ status: 403, code: 'forbidden', detail: '您的岗位不能做这一步' })).toContain('系统管理员')
    answer = () => Promise.resolve(json(ME))
    show(host(useMe))
    await flushPromises()
    expect(said({ status: 403, code: 'forbidden', detail: '您的岗位不能做这一步' })).toContain('系统管理员（石磊）')
    expect(show(StateDenied as never, { verb: 'quarantine.list', page: '待处理消息' }).text()).toContain('待处理消息')
  })
  it('names a wrong field as forms do, whatever path the server gives', () => {
    const errors = [{ field: 'bands.0.lat', code: 'field_missing', message: '缺这一项' }, { field: 'nobody_knows', code: 'x', message: '不对' }]
    const text = said({ status: 422, code: 'invalid', detail: '有内容需要改正', errors })
    expect(text).toContain('纬度：缺这一项')
    expect(text).toContain('不对')
    expect(text).not.toMatch(/lat|nobody_knows|invalid/)
  })
})

it('a line that is back is noticed, and what is on screen asked for again', async () => {
  vi.useFakeTimers()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  keepLine(client)
  const again = vi.spyOn(client, 'invalidateQueries').mockResolvedValue()
  answer = () => Promise.reject(new TypeError('no net'))
  await expect(api.get('/api/cases')).rejects.toMatchObject({ code: 'offline' })
  expect(useLineLost().value).toBe(true)
  await vi.advanceTimersByTimeAsync(3100)
  expect(useLineLost().value).toBe(true)
  answer = () => Promise.resolve(json({ status: 'ok' }))
  await vi.advanceTimersByTimeAsync(5000)
  expect(useLineLost().value).toBe(false)
  expect(again).toHaveBeenCalledOnce()
})

it('words of the register are said in English, what has none stays as it is', () => {
  localStorage.setItem('wg-lang', 'en')
  let found: ReturnType<typeof useSaid> | undefined
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  client.setQueryData(['me'], { verbs: ['matter.list'] })
  client.setQueryData(['words'], { items: { 餐饮: 'Restaurant', 罚款: 'Fine' } })
  show(host(() => (found = useSaid())), {}, client)
  expect(found?.said('餐饮')).toBe('Restaurant')
  expect(found?.said('照片 2')).toBe('Photo 2')
  expect(found?.listed(['罚款', '自拟'])).toBe('Fine, 自拟')
})

describe('what is not there, or not for one', () => {
  const gone = new ApiProblem({ status: 404, code: 'not_found', detail: '没有找到，或不在您的辖区' })
  it('leads back instead of asking again', () => {
    expect([backTo('/desk/cases/x', { back: '/cases' }), backTo('/m/cases/x', { back: null }), backTo('/desk', null), backTo('/l', null), backTo('/cockpit', null)]).toEqual(['before', 'home', '', '', ''])
    history.replaceState({ back: '/cases' }, '', '/desk/cases/x')
    const back = vi.spyOn(history, 'back').mockReturnValue()
    const box = show(StateError as never, { error: gone })
    expect(box.text()).not.toContain('重试')
    void box.find('button').trigger('click')
    expect(back).toHaveBeenCalledOnce()
    expect(show(StateError as never, { error: gone, deed: true }).find('button').exists(), 'a deed has its form').toBe(false)
    expect(said({ status: 403, code: 'forbidden', detail: '您的岗位不能做这一步' })).not.toContain('重试')
    history.replaceState(null, '', '/')
  })
})

it('parts that fail for one reason say it once, and one press asks for all of them; a deed says its own', async () => {
  const broken = new ApiProblem({ status: 500, code: 'only_here' })
  const asked: string[] = []
  const part = (name: string, more = {}) => h(StateError, { error: broken, part: name, onRetry: () => asked.push(name), ...more })
  const page = show(defineComponent({ setup: () => () => h('main', [part('没有取到文书'), part('没有取到地图'), h('form', [h(StateError, { error: broken, deed: true })]), h('div', { role: 'dialog' }, [part('没有取到简报')])]) }))
  await flushPromises()
  expect(page.findAll('[role=alert]').length, 'the first, the deed, and what lies over the page').toBe(3)
  expect(page.find('[role=note]').text()).toBe('没有取到地图 原因同本页另一处')
  await page.find('button').trigger('click')
  expect(asked).toEqual(['没有取到文书', '没有取到地图'])
  page.unmount()
})

it('what could not be renewed stays, and is said of when it is', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  let failing = false
  const List = defineComponent({
    components: { StaleBand },
    setup: () => ({ query: useQuery({ queryKey: ['rows'], queryFn: () => (failing ? Promise.reject(new ApiProblem({ status: 500, code: 'server_error' })) : Promise.resolve('六件')) }) }),
    render() {
      return h('main', [h(StaleBand), this.query.isLoadingError.value ? h('b', 'lost') : h('p', { class: 'rows' }, this.query.data.value)])
    },
  })
  const page = show(List, {}, client)
  await flushPromises()
  expect(page.find('.stale').exists()).toBe(false)
  failing = true
  await client.invalidateQueries()
  await flushPromises()
  expect([page.find('.rows').text(), page.find('.stale').text()]).toEqual(['六件', expect.stringMatching(/看到的是 \d\d:\d\d 的/)])
  failing = false
  await page.find('.stale button').trigger('click')
  await flushPromises()
  expect(page.find('.stale').exists()).toBe(false)
  page.unmount()
})

it('what is pressed and takes longer than a second says so until the server has answered', async () => {
  vi.useFakeTimers()
  const band = show(WorkingBand as never)
  let give: (answer: Response) => void = () => undefined
  answer = () => new Promise((resolve) => (give = resolve))
  const read = api.get('/api/cases')
  await vi.advanceTimersByTimeAsync(3000)
  expect(band.text(), 'reading has its own bars').toBe('')
  give(json({}))
  await read
  const pressed = api.post('/api/cases/bulk', {})
  await vi.advanceTimersByTimeAsync(900)
  expect(band.text()).toBe('')
  await vi.advanceTimersByTimeAsync(200)
  expect(band.text()).toBe('正在办，请稍等')
  give(json({ code: 'server_error' }, 500))
  await expect(pressed).rejects.toMatchObject({ status: 500 })
  await vi.advanceTimersByTimeAsync(0)
  expect(band.text()).toBe('')
})
