// A session that ends while something is typed: the page stays, asks to sign in over it, and the words are there afterwards.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import en from '@/locales/en/shared.json'
import { api } from '@/shared/api'
import { holdsWork, signInOver } from '@/shared/again'
import { createWeigeI18n } from '@/shared/i18n'

const went: string[] = []
const back = vi.fn()
const answered = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const the = <E extends Element>(selector: string): E => {
  const found = document.querySelector<E>(selector)
  if (!found) throw new Error(`no ${selector}`)
  return found
}
const ended = () => answered(401, { code: 'unauthenticated', status: 401, title: '', detail: '' })

beforeEach(() => {
  went.length = 0
  back.mockClear()
  vi.stubGlobal('location', { pathname: '/desk/cases', search: '', assign: (to: string) => went.push(to), reload: () => went.push('reload') })
  localStorage.setItem('wg-lang', 'en')
  signInOver(createWeigeI18n('desk', { zh: { title: '' }, en: { title: '' } }), () => 'deng', back)
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('a session that ends', () => {
  it('is told by leaving for the login page where nothing would be lost', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(ended()))
    await expect(api.get('/api/cases')).rejects.toThrow()
    expect(went).toEqual(['/login?next=%2Fdesk%2Fcases'])
  })

  it('keeps what is typed and goes on after signing in as the same person', async () => {
    document.body.innerHTML = '<textarea></textarea>'
    const words = the<HTMLTextAreaElement>('textarea')
    expect(holdsWork()).toBe(false)
    words.value = 'a loose manhole cover'
    const me = { user: { id: 3, username: 'deng', name: '邓慧' }, must_change_password: false }
    vi.stubGlobal('fetch', (address: string) => Promise.resolve(address.includes('login') ? answered(200, me) : ended()))
    await Promise.allSettled([api.get('/api/cases'), api.get('/api/notices')])
    expect(went).toEqual([])
    expect(document.querySelectorAll('dialog')).toHaveLength(1)
    expect(the('dialog').textContent).toContain(en.again.kept)
    const secret = the<HTMLInputElement>('#again-pass')
    secret.value = 'a word'
    secret.dispatchEvent(new Event('input'))
    await vi.waitFor(() => expect(the<HTMLButtonElement>('dialog button').disabled).toBe(false))
    the('form').dispatchEvent(new Event('submit'))
    await vi.waitFor(() => expect(back).toHaveBeenCalledOnce())
    expect(document.querySelector('dialog')).toBeNull()
    expect(words.value).toBe('a loose manhole cover')
  })

  it('shows another page to another person', async () => {
    document.body.innerHTML = '<textarea>half a sentence</textarea>'
    const me = { user: { id: 4, username: 'li', name: '李' }, must_change_password: false }
    vi.stubGlobal('fetch', (address: string) => Promise.resolve(address.includes('login') ? answered(200, me) : ended()))
    await expect(api.get('/api/cases')).rejects.toThrow()
    the('form').dispatchEvent(new Event('submit'))
    await vi.waitFor(() => expect(went).toEqual(['reload']))
    expect(back).not.toHaveBeenCalled()
  })
})
