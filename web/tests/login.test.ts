// After signing in nobody is led to another site.
import { describe, expect, it } from 'vitest'
import { nextAfter } from '@/login/next'

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
