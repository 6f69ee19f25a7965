/** What stands in for actions-core in a function does what actions-core does. */
import { describe, expect, it } from '@jest/globals'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'
import * as runtime from '../../../scripts/runtime/core/index.ts'

it('has the default timeout that destinations raise: Math.max(30_000, DEFAULT_REQUEST_TIMEOUT)', () => {
  expect(runtime.DEFAULT_REQUEST_TIMEOUT).toBe(actionsCore.DEFAULT_REQUEST_TIMEOUT)
})

it('has no defaults of fields that are not there', () => {
  expect(runtime.defaultValues(undefined)).toEqual({})
})

it.each([
  [{ apiKey: 'k' }],
  [
    {
      oauth: { access_token: 'fake_a', refresh_token: 'fake_r', refresh_token_url: 'https://id.example.com/' }
    }
  ],
  [{ oauth: {} }]
])('finds the tokens of %j', (settings) => {
  expect(runtime.getAuthData(settings as never)).toEqual(actionsCore.getAuthData(settings as never))
})

describe('retry', () => {
  type Retry = (input: (attempt: number) => unknown, options?: object) => Promise<unknown>
  const refuseFirst = (attempt: number) => {
    if (attempt === 1) throw new Error('first')
    return attempt
  }

  const cases: [string, (attempt: number) => unknown, object?][] = [
    ['gives what comes at once', (attempt) => attempt],
    ['tries again after an error', refuseFirst],
    [
      'gives up after the last attempt',
      (attempt) => {
        throw new Error(`attempt ${attempt}`)
      },
      { retries: 3 }
    ],
    [
      'tries again while the result is no good',
      (attempt) => attempt,
      { retries: 4, shouldRetry: (n: number) => n === 3 }
    ],
    ['gives the last result, good or not', (attempt) => attempt, { retries: 3, shouldRetry: () => false }],
    [
      'waits for whoever judges the result',
      (attempt) => attempt,
      { shouldRetry: (n: number) => Promise.resolve(n === 2) }
    ],
    [
      'tries again when judging fails',
      (attempt) => attempt,
      {
        retries: 3,
        shouldRetry: (n: number) => {
          if (n < 3) throw new Error('no judge')
          return true
        }
      }
    ],
    [
      'ends with what is thrown on the way',
      refuseFirst,
      {
        onFailedAttempt: (error: Error) => {
          throw new Error(`told of ${error.message}`)
        }
      }
    ],
    [
      'never repeats what fails with nothing',
      () => {
        throw undefined
      },
      { retries: 5 }
    ]
  ]

  it.each(cases.map(([name, input, options = {}]) => [name, input, options] as const))(
    '%s',
    async (_, input, options) => {
      const outcome = async (retry: Retry) => {
        const attempts: number[] = []
        const counted = (attempt: number) => {
          attempts.push(attempt)
          return input(attempt)
        }
        const end = await retry(counted, options).then(
          (result) => ({ result }),
          (error: Error | undefined) => ({ error: error?.message })
        )
        return { attempts, ...end }
      }
      expect(await outcome(runtime.retry as Retry)).toEqual(
        await outcome(actionsCore.retry as unknown as Retry)
      )
    }
  )
})

it('tells how long something took', () => {
  expect(runtime.duration(1_000_000n, 3_500_000n)).toBe(actionsCore.duration(1_000_000n, 3_500_000n))
  expect(typeof runtime.time()).toBe('bigint')
})
