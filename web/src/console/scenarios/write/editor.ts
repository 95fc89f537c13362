// The editor itself (CodeMirror 6), loaded only where a pack's text is edited. It stands in a shadow root, because there
// its styles are sheets of the page and the content-security policy needs no exception.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { toml } from '@codemirror/legacy-modes/mode/toml'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { offsetOf } from './draft'

export interface Mark {
  line: number
  column: number
  message: string
  severity: 'error' | 'warning'
}
export interface Editor {
  mark: (marks: Mark[]) => void
  replace: (text: string) => void
  go: (line: number, column: number) => void
  close: () => void
}
export interface Options {
  text: string
  label: string
  readOnly: boolean
  phrases: Record<string, string>
  onChange: (text: string) => void
}

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--wg-bg-1)', color: 'var(--wg-t1)', font: '13px/20px var(--wg-font-mono)' },
  '&.cm-focused': { outline: '2px solid var(--wg-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { font: 'inherit', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--wg-t1)' },
  '.cm-cursor': { borderLeftColor: 'var(--wg-t1)' },
  '.cm-gutters': { backgroundColor: 'var(--wg-bg-0)', color: 'var(--wg-t3)', borderRight: '1px solid var(--wg-line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--wg-bg-3) 35%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--wg-bg-2)', color: 'var(--wg-t1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--wg-accent-soft)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--wg-bg-3)' },
  '.cm-tooltip': { backgroundColor: 'var(--wg-bg-1)', color: 'var(--wg-t1)', border: '1px solid var(--wg-line-strong)', font: '13px/20px var(--wg-font)' },
  '.cm-panels': { backgroundColor: 'var(--wg-bg-2)', color: 'var(--wg-t1)', font: '13px/20px var(--wg-font)' },
  '.cm-textfield': { backgroundColor: 'var(--wg-bg-1)', color: 'var(--wg-t1)', border: '1px solid var(--wg-line-strong)', minHeight: '28px' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--wg-bg-1)', color: 'var(--wg-t1)', border: '1px solid var(--wg-line-strong)', minHeight: '28px' },
})
/** Ink on paper: what is said stands out by weight, remarks recede; colour is left to faults. */
const ink = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--wg-t3)' },
  { tag: [tags.propertyName, tags.definition(tags.variableName)], color: 'var(--wg-t2)' },
  { tag: tags.string, color: 'var(--wg-t1)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--wg-t1)', fontWeight: '600' },
  { tag: [tags.bracket, tags.squareBracket], color: 'var(--wg-t2)', fontWeight: '600' },
])

export function openEditor(host: HTMLElement, options: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const place = document.createElement('div')
  place.style.height = '100%'
  root.replaceChildren(place)
  const view = new EditorView({
    root,
    parent: place,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), history(), lintGutter(), highlightSelectionMatches(), search({ top: true }),
        StreamLanguage.define(toml), syntaxHighlighting(ink), look, EditorView.lineWrapping,
        EditorState.phrases.of(options.phrases), EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => update.docChanged && options.onChange(update.state.doc.toString())),
      ],
    }),
  })
  const at = (line: number, column: number): { from: number; to: number } => offsetOf(view.state.doc.toString(), line, column)
  return {
    mark: (marks) => view.dispatch(setDiagnostics(view.state, marks.map((one): Diagnostic => ({ ...at(one.line, one.column), severity: one.severity, message: one.message })))),
    replace: (text) => {
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
    },
    go: (line, column) => {
      view.dispatch({ selection: { anchor: at(line, column).from }, effects: EditorView.scrollIntoView(at(line, column).from, { y: 'center' }) })
      view.focus()
    },
    close: () => view.destroy(),
  }
}
