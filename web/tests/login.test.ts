// After signing in nobody is led to another site, and everybody to the pages that are theirs.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { nextAfter } from '@/login/next'
import { loadAnew } from '@/shared/anew'
import { api } from '@/shared/api'
import { useStaffOnly } from '@/shared/me'

const HERE = 'http://street.example'

describe('nextAfter', () => {
  it.each([
    ['?next=%2Fcockpit%3Fflat', '/cockpit?flat'],
    ['?next=%2Fdesk%2Fcases%3Fstate%3Dopen%23x', '/desk/cases?state=open#x'],
    ['', '/desk'],
    ['?next=', '/desk'],
    ['?next=https%3A%2F%2Fevil.example%2F', '/desk'],
    ['?next=%2F%2Fevil.example', '/desk'],
    ['?next=%2F%5Cevil.example', '/desk'],
    ['?next=javascript%3Aalert(1)', '/desk'],
    ['?next=%2Flogin', '/desk'],
  ])('%s leads to %s', (search, to) => expect(nextAfter(search, HERE, false)).toBe(to))

  it('leads to the phone page in a narrow window', () => expect(nextAfter('', HERE, true)).toBe('/m'))
})

describe('a tab that stayed open over an update', () => {
  it('loads the page whose code is gone anew, once, and nothing for other faults', async () => {
    const came = vi.fn()
    const fail = (message: string) => () => Promise.reject(new TypeError(message))
    const router = createRouter({ history: createMemoryHistory('/desk/'), routes: [{ path: '/', component: { template: '<p/>' } }, { path: '/duty', component: fail('Failed to fetch dynamically imported module: x.js') }, { path: '/odd', component: fail('x is not a function') }] })
    loadAnew(router, came)
    for (const address of ['/duty?day=1', '/duty?day=1', '/odd']) await router.push(address).catch(() => undefined)
    expect(came.mock.calls).toEqual([['/desk/duty?day=1']])
  })
})

describe('desk and wall', () => {
  it('lead residents and merchants to their own pages, and nobody else', async () => {
    const led = async (...roles: string[]) => {
      vi.spyOn(api, 'get').mockResolvedValue({ language: 'zh', verbs: [], posts: roles.map((role) => ({ role })) })
      const went: string[] = []
      const page = mount({ setup: () => useStaffOnly((address) => went.push(address)), template: '<p/>' }, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
      await flushPromises()
      page.unmount()
      return went
    }
    expect([await led('merchant'), await led('resident', 'merchant'), await led('resident', 'grid_worker'), await led('auditor'), await led()]).toEqual([['/m'], ['/m'], [], [], []])
  })

  it('lead whoever may not see the wall to the desk', async () => {
    const led = async (...verbs: string[]) => {
      vi.spyOn(api, 'get').mockResolvedValue({ language: 'zh', verbs, posts: [{ role: 'administrator' }] })
      const went: string[] = []
      const page = mount({ setup: () => useStaffOnly((address) => went.push(address), 'cockpit.view'), template: '<p/>' }, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
      await flushPromises()
      page.unmount()
      return went
    }
    expect([await led('user.manage'), await led('cockpit.view')]).toEqual([['/desk'], []])
  })
})
