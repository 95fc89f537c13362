// The one way to talk to the server: session cookie, CSRF header, language, and problem+json turned into ApiProblem.
import { newId } from './newId'
import type { FieldError, Problem } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>

/** A refusal or failure with the server's own words. `status` 0 means that no answer came (code `offline`). */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors: FieldError[]
  readonly contact: string

  constructor(problem: Problem) {
    super(problem.detail || problem.title || problem.code)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title ?? ''
    this.detail = problem.detail ?? ''
    this.errors = problem.errors ?? []
    this.contact = problem.contact ?? ''
  }

  /** The message for one field of a form, or undefined. */
  field(name: string): string | undefined {
    const hit = this.errors.find((error) => error.field === name)
    return hit && (hit.message ?? hit.code)
  }
}

/** Set by the server with every page (weige.config.settings). */
const CSRF_COOKIE = 'weige_csrf'
/** Refusal of everything until the first password is changed. */
const FIRST_PASSWORD = 'password_change_required'

const settings = {
  language: () => 'zh-CN',
  /** Headers every request carries besides: the holder of a link has the token in one (src/link). */
  headers: (): Record<string, string> => ({}),
  /** Told after every request whether a server answered (src/shared/line). */
  onLine: (() => undefined) as (there: boolean) => void,
  /** Told when something is being changed at the server; what it gives is called when that is over (src/shared/working). */
  onWork: (() => () => undefined) as () => () => void,
  /** Told of every refusal; the page of a link looks for the one that says that the link has ended. */
  onRefused: (() => undefined) as (problem: ApiProblem) => void,
  /** Called where the login page has to act first: on 401, and when a first password must be changed. */
  onSignedOut: (code: string) => toLogin(code),
}

/** To the login page and back here. */
export function toLogin(code: string): void {
  const here = encodeURIComponent(location.pathname + location.search)
  location.assign(`/login?next=${here}${code === FIRST_PASSWORD ? '&change=1' : ''}`)
}

/** What stands before the server when it is not there. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504])
/** Whether nobody answered: then the page waits for the line and asks again by itself. */
export const isAway = (error: unknown): boolean => error instanceof ApiProblem && (error.status === 0 || AWAY.has(error.status))

export function configureApi(change: Partial<typeof settings>): void {
  Object.assign(settings, change)
}

export function cookie(name: string, from = document.cookie): string {
  const hit = from.split('; ').find((part) => part.startsWith(`${name}=`))
  return hit ? decodeURIComponent(hit.slice(name.length + 1)) : ''
}

export function withQuery(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (!pairs.length) return path
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))
  return `${path}${path.includes('?') ? '&' : '?'}${search}`
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback: Problem = { status: response.status, code: `http_${response.status}` }
  try {
    const body = (await response.json()) as Partial<Problem>
    return new ApiProblem({ ...fallback, ...body })
  } catch {
    return new ApiProblem(fallback)
  }
}

interface Send {
  method?: string
  query?: Query
  json?: unknown
  form?: FormData
  signal?: AbortSignal
  /** Why personal data is looked at; the look is recorded. */
  purpose?: string
  /** Do not leave for the login page on 401. */
  anonymous?: boolean
  /** A link other than the one the page was opened with. */
  link?: string
}

/** Presses whose answer has not come (yet): sent again, a press has the same name, and the server makes it once. */
const unanswered = new Map<string, string>()

/** The name of this press: what is sent, as long as nobody has answered it. */
function pressed(path: string, json: unknown): string {
  const what = `${path} ${JSON.stringify(json)}`
  const name = unanswered.get(what) ?? newId()
  unanswered.set(what, name)
  return name
}

/** Sends one request and returns the successful response; throws ApiProblem otherwise. */
export async function send(path: string, options: Send = {}): Promise<Response> {
  const method = options.method ?? 'GET'
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': settings.language(), ...settings.headers() })
  if (method !== 'GET') headers.set('X-CSRFToken', cookie(CSRF_COOKIE))
  if (options.json !== undefined) headers.set('Content-Type', 'application/json')
  if (method === 'POST' && options.json !== undefined) headers.set('Idempotency-Key', pressed(withQuery(path, options.query), options.json))
  if (options.link) headers.set('X-Weige-Link', options.link)
  if (options.purpose) headers.set('X-Purpose', encodeURIComponent(options.purpose))
  const over = method === 'GET' ? null : settings.onWork()
  let response: Response
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.form ?? (options.json === undefined ? null : JSON.stringify(options.json)),
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    settings.onLine(false)
    throw new ApiProblem({ status: 0, code: 'offline' })
  } finally {
    over?.()
  }
  settings.onLine(!AWAY.has(response.status))
  if (method === 'POST' && !AWAY.has(response.status)) unanswered.delete(`${withQuery(path, options.query)} ${JSON.stringify(options.json)}`)
  if (response.ok) return response
  const problem = await problemOf(response)
  settings.onRefused(problem)
  if (!options.anonymous && (problem.status === 401 || problem.code === FIRST_PASSWORD)) settings.onSignedOut(problem.code)
  throw problem
}

async function answer<T>(path: string, options: Send): Promise<T> {
  const response = await send(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

type Rest = Pick<Send, 'query' | 'signal' | 'anonymous' | 'purpose' | 'link'>

export const api = {
  get: <T>(path: string, rest: Rest = {}): Promise<T> => answer<T>(path, rest),
  post: <T>(path: string, json: unknown = {}, rest: Rest = {}): Promise<T> => answer<T>(path, { ...rest, method: 'POST', json }),
  put: <T>(path: string, json: unknown, rest: Rest = {}): Promise<T> => answer<T>(path, { ...rest, method: 'PUT', json }),
  patch: <T>(path: string, json: unknown, rest: Rest = {}): Promise<T> => answer<T>(path, { ...rest, method: 'PATCH', json }),
  delete: <T>(path: string, rest: Rest = {}): Promise<T> => answer<T>(path, { ...rest, method: 'DELETE' }),
  /** Multipart upload; the browser writes the boundary header itself. */
  upload: <T>(path: string, form: FormData, rest: Rest = {}): Promise<T> => answer<T>(path, { ...rest, method: 'POST', form }),
  /** A file as a blob, e.g. an export. */
  blob: async (path: string, rest: Rest = {}): Promise<Blob> => (await send(path, rest)).blob(),
}
