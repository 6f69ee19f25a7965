/**
 * What users earn by referring others.
 */
import { idAt, required, type Json, type SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'

export const rewardCreated = (reward: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'track',
    userId: required(idAt, reward, 'userId'),
    ...envelopeOf(webhook),
    properties: reward
  }
]

/** Webhooks come in no order: of two balances the one with the greater `resourceVersion` is the later. */
export const balanceChanged = rewardCreated
