/**
 * What belongs to a program and to none of its users. Segment wants somebody for everything, so the thing itself is the
 * anonymous one.
 */
import { idAt, required, type Json, type SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'

export const couponCreated = (coupon: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'track',
    anonymousId: required(idAt, coupon, 'code'),
    ...envelopeOf(webhook),
    properties: coupon
  }
]

export const exportChanged = (job: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'track',
    anonymousId: required(idAt, job, 'id'),
    ...envelopeOf(webhook),
    properties: job
  }
]
