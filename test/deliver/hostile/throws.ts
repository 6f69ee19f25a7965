/** What an author's code may throw, from the ordinary to what breaks whoever looks at it. */
const unreadable = new Proxy(new Error(), {
  get() {
    throw new Error('not to be read')
  }
})

const withMembers = (members: object): Error => Object.assign(new Error('said'), members)

const getter = (key: string): Error =>
  Object.defineProperty(new Error('said'), key, {
    get() {
      throw new Error('not to be read')
    }
  })

/** Errors, things that are none, and errors whose members are none. */
export const throws: Record<string, () => unknown> = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'a text',
  symbol: () => Symbol('s'),
  bigint: () => 1n,
  function: () => () => undefined,
  'no text': () => ({ toString: null, valueOf: null }),
  'no prototype': () => Object.create(null) as unknown,
  unreadable: () => unreadable,
  'throwing name': () => getter('name'),
  'throwing message': () => getter('message'),
  'throwing status': () => getter('status'),
  'throwing stack': () => getter('stack'),
  'throwing response': () => getter('response'),
  'name that is an object': () => withMembers({ name: { toString: null } }),
  'message that is an object': () => withMembers({ message: { toString: null } }),
  'status that is no number': () => withMembers({ status: {} }),
  'status beyond all': () => withMembers({ status: 1e9 }),
  'status below all': () => withMembers({ status: -1 }),
  'status of success': () => withMembers({ status: 200 }),
  'answer of nothing': () => withMembers({ name: 'HTTPError', response: null }),
  'answer that throws': () => ({
    name: 'HTTPError',
    response: {
      status: 400,
      content: 'x',
      headers: {
        get() {
          throw new Error('not to be asked')
        }
      }
    }
  }),
  'answer of another shape': () =>
    withMembers({ name: 'HTTPError', response: { status: '400', content: {} } }),
  'cause that is itself': () => {
    const error = new Error('said') as Error & { cause: unknown }
    error.cause = error
    return error
  },
  frozen: () => Object.freeze(new Error('said')),
  'thenable that throws': () => ({
    then() {
      throw new Error('not to be awaited')
    }
  }),
  'error to be tried again': () => withMembers({ name: 'RetryError' }),
  'error of the event': () => withMembers({ name: 'ValidationError' })
}
