// Each form says what it asks and what stands in it already; what a person changes was asked of them.
import { expect, it } from 'vitest'
import { counted, fieldsOf } from '@/shared/effort'

function form(): HTMLFormElement {
  document.body.innerHTML = `<form>
    <input name="number" value="20261121-0009"><textarea name="text"></textarea><input type="hidden" name="id" value="7"><input type="search" value="路">
    <select name="kind"><option value="a" selected>a</option></select>
    <input type="radio" name="how" value="x" checked><input type="radio" name="how" value="y">
    <div role="radiogroup"><button role="radio" aria-checked="false"></button></div>
    <input type="checkbox" name="sure"><button type="submit">go</button>
  </form>`
  return document.querySelector('form') as HTMLFormElement
}

it('counts a group of choices once, and no search field', () => {
  expect(fieldsOf(form())).toHaveLength(6)
})
it('what stands there was filled in, what is empty is asked', () => {
  expect(counted(form(), new Set())).toEqual({ asked: 3, filled: 3, typed: 0 })
})
it('what a person changes was asked of them', () => {
  const one = form()
  const text = one.querySelector('textarea') as HTMLTextAreaElement
  text.value = '灯不亮'
  const number = one.querySelector('[name=number]') as HTMLInputElement
  expect(counted(one, new Set([text, number]))).toEqual({ asked: 4, filled: 2, typed: 2 })
})
