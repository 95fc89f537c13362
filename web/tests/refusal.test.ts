// What a form says when it was refused or not answered: words of the server, else what to do; never a code.
import { MutationObserver, onlineManager } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { ApiProblem } from '@/shared/api'
import StateError from '@/shared/components/StateError.vue'
import { queryClient } from '@/shared/app'
import { useFaults } from '@/shared/faults'
import { createWeigeI18n } from '@/shared/i18n'
import type { Problem } from '@/shared/types'

beforeEach(() => localStorage.setItem('wg-lang', 'zh'))

function told(problem: Problem): string[] {
  const found: string[] = []
  const form = defineComponent({ setup: () => {
    const { first, whole } = useFaults()
    found.push(whole(new ApiProblem(problem)), first(new ApiProblem(problem)))
    return () => null
  } })
  mount(form, { global: { plugins: [createWeigeI18n('console', { zh: {}, en: {} })] } })
  return found
}

it.each([0, 502, 504])('says what to do where nobody answered (%i)', (status) => {
  const words = '没有收到服务器的答复。网络恢复后再试一次。'
  expect(told({ status, code: 'offline' })).toEqual([words, words])
})
it('says no code of an answer without words', () => expect(told({ status: 500, code: 'http_500' }).join()).not.toMatch(/http|500/))
it('says the server’s own words, of a field with its name first', () => {
  expect(told({ status: 409, code: 'enforcement_changed', title: '这份文件刚被改过' })[1]).toBe('这份文件刚被改过')
  const errors = [{ field: 'reason', code: 'field_missing', message: '要填' }]
  expect(told({ status: 422, code: 'invalid', title: '有内容要改', errors })[1]).toMatch(/要填/)
})
it('tells a deed that was not taken from a page that did not come', () => {
  const at = (deed: boolean): string => mount(StateError, { props: { error: new ApiProblem({ status: 0, code: 'offline' }), deed }, global: { plugins: [createWeigeI18n('console', { zh: { title: '' }, en: { title: '' } })] } }).text()
  expect(at(true)).toContain('没有收到服务器的答复。网络恢复后再试一次。')
  expect(at(false)).toContain('网络恢复后这里会自动取来')
})
it('does a deed now or says that it was not done: nothing is sent by itself when the line is back', async () => {
  onlineManager.setOnline(false)
  const send = vi.fn(() => Promise.reject(new ApiProblem({ status: 0, code: 'offline' })))
  await expect(new MutationObserver(queryClient(), { mutationFn: send }).mutate()).rejects.toThrow()
  onlineManager.setOnline(true)
  await new Promise((done) => setTimeout(done, 20))
  expect(send).toHaveBeenCalledOnce()
})
