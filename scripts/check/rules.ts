/** What a definition should not have although it compiles. */
import type { Rule } from './rule.ts'
import { absentGlobal } from './rules/absent-global.ts'
import { clockOrRandom } from './rules/clock-or-random.ts'
import { hostWithoutFixture } from './rules/host-without-fixture.ts'
import { missingDescription } from './rules/missing-description.ts'
import { networkInPage } from './rules/network-in-page.ts'
import { noIdempotencyKey } from './rules/no-idempotency-key.ts'
import { notAwaited } from './rules/not-awaited.ts'
import { presetNeverMatches } from './rules/preset-never-matches.ts'
import { presetsOverlap } from './rules/presets-overlap.ts'
import { requestOutsideClient } from './rules/request-outside-client.ts'
import { requiredWithoutDefault } from './rules/required-without-default.ts'
import { secretInPage } from './rules/secret-in-page.ts'
import { secretIsPassword } from './rules/secret-is-password.ts'
import { signatureComparison } from './rules/signature-comparison.ts'
import { unreadField, unreadSetting } from './rules/unread.ts'
import { unverifiedWebhook } from './rules/unverified-webhook.ts'

export const rules: readonly Rule[] = [
  requiredWithoutDefault,
  missingDescription,
  secretIsPassword,
  presetNeverMatches,
  presetsOverlap,
  unreadField,
  unreadSetting,
  requestOutsideClient,
  notAwaited,
  absentGlobal,
  clockOrRandom,
  hostWithoutFixture,
  noIdempotencyKey,
  unverifiedWebhook,
  signatureComparison,
  secretInPage,
  networkInPage
]
