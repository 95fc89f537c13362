// What a screen reader would be told of a page: Chromium's own accessibility tree, and what is missing in it.
const CONTROLS = new Set(['button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'switch', 'slider', 'spinbutton', 'menuitem', 'tab', 'option', 'DisclosureTriangle', 'dialog', 'alertdialog', 'image', 'img', 'table', 'grid'])
/** Drawings and tables may go without a name where the words around them say it. */
const NAMELESS = new Set(['image', 'img', 'table', 'grid'])
const said = (node, key) => node[key]?.value ?? ''
const told = (node, name) => node.properties?.find((one) => one.name === name)?.value?.value

/** The tree of the page as CDP gives it, in the order it is read, without what is ignored. */
async function treeOf(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Accessibility.enable')
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const known = new Map(nodes.map((node) => [node.nodeId, node]))
  const read = (node) => [node, ...(node.childIds ?? []).flatMap((id) => (known.has(id) ? read(known.get(id)) : []))]
  return read(nodes[0]).filter((node) => !node.ignored)
}

function headings(nodes) {
  const found = []
  let last = 0
  for (const node of nodes.filter((one) => said(one, 'role') === 'heading')) {
    const level = told(node, 'level')
    if (!said(node, 'name')) found.push('a heading without words')
    if (level > last + 1) found.push(`heading "${said(node, 'name').slice(0, 30)}" is of level ${level} after ${last}`)
    last = level
  }
  if (!nodes.some((one) => said(one, 'role') === 'heading' && told(one, 'level') === 1)) found.push('no heading of level 1')
  return found
}

/** What is wrong with a page for whom it is read aloud, one line each. lang: no Chinese in a name when it is "en". */
export async function heard(page, lang) {
  const nodes = await treeOf(page)
  const found = headings(nodes)
  const mains = nodes.filter((one) => said(one, 'role') === 'main').length
  if (mains !== 1) found.push(`${mains} main landmarks`)
  for (const node of nodes) {
    const [role, name] = [said(node, 'role'), said(node, 'name').trim()]
    if (!CONTROLS.has(role)) continue
    if (!name && !NAMELESS.has(role)) found.push(`${role} without a name${said(node, 'description') ? ` (${said(node, 'description')})` : ''}`)
    if (/\b(undefined|NaN)\b|^[a-z]+(\.[a-zA-Z]+){1,4}$/.test(name.replace(/^services\.xml$/, ''))) found.push(`${role} is called "${name}"`)
  }
  const page_ = await page.evaluate((language) => {
    const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('[aria-hidden=true], [inert]')
    const out = []
    if (!document.documentElement.lang.startsWith(language)) out.push(`the page says it speaks ${document.documentElement.lang}`)
    if (!document.title.trim()) out.push('a page without a title')
    for (const table of document.querySelectorAll('table')) if (seen(table) && table.rows.length > 1 && !table.querySelector('th')) out.push(`a table without headers: ${table.innerText.slice(0, 40).replace(/\s+/g, ' ')}`)
    for (const one of document.querySelectorAll('[tabindex]')) if (seen(one) && one.tabIndex > 0) out.push('an order of its own (tabindex over 0)')
    for (const one of document.querySelectorAll('tr.pick, li.pick')) if (seen(one) && !one.querySelector('a, button, input') && !one.closest('a, button, label') && one.tabIndex < 0) out.push(`pressed by mouse alone: ${one.className}`)
    return out
  }, lang)
  return [...new Set([...found, ...page_])].slice(0, 14)
}
