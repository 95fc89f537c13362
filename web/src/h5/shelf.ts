// The phone's own memory (IndexedDB): what waits to be sent, and the answers last seen, for reading without a network.
import type { Kept, Shelf } from './outbox'

const NAME = 'weige-phone'
const VERSION = 1
type Store = 'outbox' | 'answers'

export interface Answer {
  key: string
  data: unknown
  at: number
}

let opened: Promise<IDBDatabase> | null = null

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('outbox', { keyPath: 'id' })
      request.result.createObjectStore('answers', { keyPath: 'key' })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no memory on this phone'))
  }).catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}

async function inStore<T>(name: Store, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database()
  return new Promise<T>((resolve, reject) => {
    // The request is answered before anything is on the disk; a full one shows when the transaction ends.
    const whole = db.transaction(name, mode)
    const request = work(whole.objectStore(name))
    whole.oncomplete = () => resolve(request.result)
    whole.onabort = () => reject(whole.error ?? request.error ?? new Error('the phone could not keep it'))
  })
}

/** Safari in private mode has no IndexedDB: then everything lives as long as the page. */
const quiet = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise)

export const shelf: Shelf = {
  all: () => quiet(inStore<Kept[]>('outbox', 'readonly', (store) => store.getAll() as IDBRequest<Kept[]>), []),
  put: async (item) => void (await inStore('outbox', 'readwrite', (store) => store.put(item))),
  drop: async (id) => void (await quiet(inStore('outbox', 'readwrite', (store) => store.delete(id)), undefined)),
}

export const answers = {
  all: (): Promise<Answer[]> => quiet(inStore<Answer[]>('answers', 'readonly', (store) => store.getAll() as IDBRequest<Answer[]>), []),
  put: async (answer: Answer): Promise<void> => void (await quiet(inStore('answers', 'readwrite', (store) => store.put(answer)), undefined)),
  clear: async (): Promise<void> => void (await quiet(inStore('answers', 'readwrite', (store) => store.clear()), undefined)),
}
