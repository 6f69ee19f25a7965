/** What Segment's Event Delivery shows of an event that no preset takes, said by a function compiled from its conditions. */
import { describe, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../../scripts/compile/index.ts'
import { createProcess } from '../../../scripts/host/process.ts'
import { definition } from '../../compile/definition.ts'
import { temporaryFolder } from '../../temporary.ts'

/** @param conditions - of each preset, by its name */
async function processOf(conditions: Record<string, string>) {
  const presets = Object.entries(conditions).map(
    ([name, subscribe]) =>
      `{ name: '${name}', partnerAction: 'send', subscribe: ${JSON.stringify(subscribe)}, type: 'automatic', mapping: {} }`
  )
  const folder = await temporaryFolder({
    'package.json': { version: '1.0.0' },
    'destinations/acme/index.ts': definition({ presets: presets.join(', ') })
  })
  const config = { destination: 'destinations/acme', displayName: 'Acme', batch: true }
  const { code } = await compileFunction(folder, await resolveFunction(folder, 'acme', config))
  return createProcess({ code })
}

async function messageFor(conditions: Record<string, string>, event: object): Promise<string | undefined> {
  const { error } = await (await processOf(conditions)).invoke(event, { apiKey: 'fake_key_1' })
  expect(error?.name).toBe('EventNotSupported')
  return error?.message
}

const order = 'type = "track" and event = "Order Completed"'

describe('the message for an event that no preset takes', () => {
  it.each<[string, Record<string, string>, object, string]>([
    [
      'names the event that was wanted',
      { 'Track a lead': 'type = "track" and event = "Sign Up"', 'Track a sale': order },
      { type: 'track', event: 'order completed' },
      'Acme does not take "order completed": event is "order completed", "Track a lead" wants "Sign Up", "Track a sale" wants "Order Completed".'
    ],
    [
      'says what is absent',
      { Users: '(type = "identify" or type = "track") and userId != null' },
      { type: 'identify', traits: {} },
      'Acme does not take "identify": userId is absent, "Users" wants it.'
    ],
    [
      'says all that is wrong',
      { 'Pro orders': `${order} and properties.plan = "pro" and properties.total >= 5` },
      { type: 'track', event: 'Order Completed', properties: { plan: 'free', total: 4 } },
      'Acme does not take "Order Completed": properties.plan is "free", "Pro orders" wants "pro"; properties.total is 4, "Pro orders" wants at least 5.'
    ],
    [
      'names alternatives',
      { Orders: 'type = "track" and (event = "Order Completed" or event = "Order Refunded")' },
      { type: 'track', event: 'Ordered' },
      'Acme does not take "Ordered": event is "Ordered", "Orders" wants "Order Completed" or "Order Refunded".'
    ],
    [
      'leaves out presets that want another type',
      { Pages: 'type = "page" and name = "Home"', Orders: order },
      { type: 'page', name: 'Jobs' },
      'Acme does not take "page": name is "Jobs", "Pages" wants "Home".'
    ],
    [
      'leaves out what would take too many words',
      { Known: 'type = "track" and (userId != null or properties.email != null)' },
      { type: 'track', event: 'Seen' },
      'Acme does not take "Seen": no preset subscribes to it.'
    ],
    [
      'holds no secret, also where it is cut',
      { Orders: order },
      { type: 'track', event: `${'x'.repeat(54)} fake_key_1` },
      `Acme does not take "${'x'.repeat(54)} [secret]": event is "${'x'.repeat(54)} [sec, "Orders" wants "Order Completed".`
    ]
  ])('%s', async (_, conditions, event, expected) => {
    expect(await messageFor(conditions, event)).toBe(expected)
  })

  it('stays short', async () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `Preset ${index}`,
        `type = "track" and event = "Event ${index}"`
      ])
    )
    const message = await messageFor(conditions, { type: 'track', event: 'Seen' })
    expect(message).toHaveLength('Acme does not take "Seen": .'.length + 400)
  })

  it('is that of each event in a batch', async () => {
    const invocation = await (
      await processOf({ Orders: order })
    ).invoke(
      [
        { type: 'track', event: 'Seen', messageId: '1' },
        { type: 'page', messageId: '2' }
      ],
      { apiKey: 'fake_key_1' }
    )
    expect(invocation.statuses).toEqual([
      {
        status: 400,
        errormessage: 'Acme does not take "Seen": event is "Seen", "Orders" wants "Order Completed".'
      },
      { status: 400, errormessage: 'Acme does not take "page": no preset subscribes to it.' }
    ])
  })
})
