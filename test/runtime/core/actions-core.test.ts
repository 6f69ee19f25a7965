import { expect, it } from '@jest/globals'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'
import * as runtime from '../../../scripts/runtime/core/index.ts'

it('has the default timeout that destinations raise: Math.max(30_000, DEFAULT_REQUEST_TIMEOUT)', () => {
  expect(runtime.DEFAULT_REQUEST_TIMEOUT).toBe(actionsCore.DEFAULT_REQUEST_TIMEOUT)
})
