/**
 * What both engines run before a destination's code: one time that does not pass, and random numbers and ids that are
 * always the same, whatever runs first, so that what they send can be compared byte for byte. A thread's own world stays so.
 */

/** @param cryptoName - an expression for Node's crypto module */
export const fixedWorld = (cryptoName: string): string => `(() => {
  if (globalThis.isFixedWorld) return
  globalThis.isFixedWorld = true
  const time = 1768471200000
  const RealDate = Date
  const FixedDate = new Proxy(RealDate, {
    apply: () => new RealDate(time).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [time] : args, newTarget),
    get: (target, key) => (key === 'now' ? () => time : Reflect.get(target, key))
  })
  Date = FixedDate
  Math.random = () => 0.42
  const bytes = (length) => Buffer.alloc(length, 42)
  const module = ${cryptoName}
  const given = (value, callback) => (typeof callback === 'function' ? void callback(null, value) : value)
  for (const [name, value] of Object.entries({
    randomUUID: () => '6f2b7c1e-3d5a-4c8e-9b1f-2a7d4e6c8b90',
    randomBytes: (length, callback) => given(bytes(length), callback),
    randomInt: (low, high) => (high === undefined ? 0 : low),
    randomFillSync: (buffer) => buffer.fill(7)
  }))
    Object.defineProperty(module, name, { value, configurable: true, writable: true, enumerable: true })
  const web = module.webcrypto.constructor.prototype
  web.getRandomValues = (buffer) => buffer.fill(7)
  web.randomUUID = module.randomUUID
})();
`
