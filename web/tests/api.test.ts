// Requests carry language and CSRF token; refusals become ApiProblem with the server's words.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, configureApi, cookie, withQuery } from '@/shared/api'

const answer = (body: unknown, init: ResponseInit = {}): Response =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init })

afterEach(() => vi.unstubAllGlobals())

describe('api', () => {
  it('sends the CSRF token and the language with a write', async () => {
    document.cookie = 'weige_csrf=abc123'
    const fetch = vi.fn(() => Promise.resolve(answer({ ok: true })))
    vi.stubGlobal('fetch', fetch)
    configureApi({ language: () => 'en' })
    await api.post('/api/cases', { title: 'x' })
    const [url, init] = fetch.mock.calls[0] as unknown as [string, RequestInit]
    const headers = init.headers as Headers
    expect(url).toBe('/api/cases')
    expect(init.body).toBe('{"title":"x"}')
    expect(headers.get('X-CSRFToken')).toBe('abc123')
    expect(headers.get('Accept-Language')).toBe('en')
  })

  it('throws the problem of the server', async () => {
    const problem = { status: 422, code: 'case.invalid', title: '填得不对', detail: '缺地点', errors: [{ field: 'place', code: 'required', message: '要填' }] }
    vi.stubGlobal('fetch', () => Promise.resolve(answer(problem, { status: 422 })))
    const failure = await api.post('/api/cases').catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiProblem)
    expect(failure).toMatchObject({ status: 422, code: 'case.invalid', detail: '缺地点' })
    expect((failure as ApiProblem).field('place')).toBe('要填')
  })

  it('says offline when no answer came and names the status when the answer is not ours', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    await expect(api.get('/api/cases')).rejects.toMatchObject({ status: 0, code: 'offline' })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })))
    await expect(api.get('/api/cases')).rejects.toMatchObject({ status: 502, code: 'http_502' })
  })

  it('leaves for the login page on 401 unless the page asks not to', async () => {
    const onSignedOut = vi.fn()
    configureApi({ onSignedOut })
    vi.stubGlobal('fetch', () => Promise.resolve(answer({ code: 'auth.required' }, { status: 401 })))
    await api.get('/api/auth/me').catch(() => undefined)
    expect(onSignedOut).toHaveBeenCalledOnce()
    vi.stubGlobal('fetch', () => Promise.resolve(answer({ code: 'password_change_required' }, { status: 403 })))
    await api.get('/api/cases').catch(() => undefined)
    expect(onSignedOut).toHaveBeenCalledTimes(2)
    await api.get('/api/auth/me', { anonymous: true }).catch(() => undefined)
    expect(onSignedOut).toHaveBeenCalledTimes(2)
  })
})

describe('helpers', () => {
  it('leaves empty filters out of the address', () => {
    expect(withQuery('/api/cases', { state: 'open', q: '', limit: 20, area: null })).toBe('/api/cases?state=open&limit=20')
  })
  it('reads a cookie by its whole name', () => {
    expect(cookie('token', 'csrftoken=a; token=b%20c')).toBe('b c')
    expect(cookie('none', 'a=b')).toBe('')
  })
})

describe('a press', () => {
  const keys = (fetch: { mock: { calls: unknown[][] } }) => fetch.mock.calls.map((call) => (call[1] as { headers: Headers }).headers.get('Idempotency-Key'))

  it('keeps its name until somebody has answered it, so that it is made once', async () => {
    const answers = [() => Promise.reject(new TypeError('failed')), () => Promise.resolve(answer({ ok: true })), () => Promise.resolve(answer({ ok: true }))]
    const fetch = vi.fn(() => (answers.shift() as () => Promise<Response>)())
    vi.stubGlobal('fetch', fetch)
    await api.post('/api/spots', { why: 'x' }).catch(() => undefined)
    await api.post('/api/spots', { why: 'x' })
    await api.post('/api/spots', { why: 'x' })
    const [lost, again, another] = keys(fetch)
    expect(lost).toMatch(/^[\w-]{8,}$/)
    expect(again).toBe(lost)
    expect(another).not.toBe(lost)
  })

  it('sent twice before the first answer has one name; a read has none', async () => {
    const fetch = vi.fn(() => Promise.resolve(answer({ ok: true })))
    vi.stubGlobal('fetch', fetch)
    await Promise.all([api.post('/api/spots', { why: 'y' }), api.post('/api/spots', { why: 'y' }), api.post('/api/spots', { why: 'z' }), api.get('/api/spots')])
    const [one, two, other, read] = keys(fetch)
    expect(two).toBe(one)
    expect(other).not.toBe(one)
    expect(read).toBeNull()
  })
})
