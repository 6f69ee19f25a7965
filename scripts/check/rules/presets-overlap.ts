import ts from 'typescript'
import type { Subscription } from '../../compile/types.ts'
import { pickNodes } from '../modules.ts'
import type { Module } from '../modules.ts'
import type { DestinationRule } from '../rule.ts'
import { canHold, waysOf } from './conjunctions.ts'

/** Two presets that take one event and send it to one address, so that it counts twice there. */
export const presetsOverlap: DestinationRule = {
  id: 'presets-overlap',
  find: ({ fn: { subscriptions }, modules }) =>
    subscriptions.flatMap((one, index) =>
      subscriptions
        .slice(index + 1)
        .filter((other) => takeOneEvent(one, other) && haveOneAddress(modules, one, other))
        .map((other) => ({
          file: 'index.ts',
          message: `An event that fulfils both conditions is sent twice to one address: by the preset "${one.preset}" and by "${other.preset}".`,
          hint: `Exclude in one of them what the other takes: ${one.subscribe} / ${other.subscribe}`
        }))
    )
}

function takeOneEvent(one: Subscription, other: Subscription): boolean {
  const first = waysOf(one.condition)
  const second = waysOf(other.condition)
  // What cannot be said is not found.
  if (first === undefined || second === undefined) return false
  return first.some((way) => second.some((another) => canHold([...way, ...another])))
}

/** One action has one; two have one when their own modules name the same. */
function haveOneAddress(modules: Module[], one: Subscription, other: Subscription): boolean {
  if (one.action === other.action) return true
  const theirs = addressesOf(modules, other.action)
  return addressesOf(modules, one.action).some((address) => theirs.includes(address))
}

/** What an action's modules call `request` with, as it is written there. */
const addressesOf = (modules: Module[], action: string): string[] =>
  pickNodes(
    modules.filter(({ file }) => file.startsWith(`${action}/`)),
    (node) =>
      ts.isCallExpression(node) && node.expression.getText() === 'request'
        ? node.arguments[0]?.getText()
        : undefined
  ).map(({ picked }) => picked)
