// Chinese on an English page says that it is Chinese, whatever screen it stands on, and as long as it is.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { markTongues } from '@/shared/tongues'

const settled = () => new Promise((done) => setTimeout(done, 120))
const lang = (what: string) => document.querySelector(what)?.getAttribute('lang')

describe('tongues', () => {
  beforeEach(() => {
    document.documentElement.lang = 'en'
    document.body.innerHTML = '<p id="address">广东路 229 号</p><p id="plain">Open</p><p id="number">3 / 4</p><p id="own" lang="fr">广东路</p>'
  })
  afterEach(() => markTongues('zh'))

  it('marks what stands there, and nothing that needs no mark', () => {
    markTongues('en')
    expect([lang('#address'), lang('#plain'), lang('#number'), lang('#own')]).toEqual(['zh', undefined, undefined, 'fr'].map((one) => one ?? null))
  })

  it('follows text as it comes, changes and goes', async () => {
    markTongues('en')
    const row = document.createElement('div')
    row.innerHTML = '<h1 id="title">店外经营 <span id="state">Being handled</span></h1><img id="picture" alt="门前堆物">'
    document.body.append(row)
    await settled()
    expect([lang('#title'), lang('#state'), lang('#picture')]).toEqual(['zh', 'en', 'zh'])
    const title = document.querySelector('#title')?.firstChild as Text
    title.data = 'Goods on the pavement '
    await settled()
    expect([lang('#title'), lang('#state')]).toEqual([null, null])
  })

  it('takes its marks back where the page is Chinese, and leaves those of others', () => {
    markTongues('en')
    markTongues('zh')
    expect([lang('#address'), lang('#own')]).toEqual([null, 'fr'])
  })
})
