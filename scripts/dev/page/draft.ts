/** A change that is being tried: texts as they are typed, beside what they change, and what the server says of them. */
import { useEffect, useState } from 'preact/hooks'
import type { PresetChanges } from '../changes.ts'
import type { Trial } from '../trial.ts'
import { ask } from './store.ts'

/** How long after the last key the server is asked, in ms. */
const pauseMs = 250

export interface Draft {
  /** What is typed for a preset's condition, or for a field's mapping. */
  text(preset: string, field?: string): string | undefined
  type(text: string | undefined, preset: string, field?: string): void
  isEmpty: boolean
  trial: Trial | undefined
  problem: string | undefined
  takeOver(): Promise<unknown>
  drop(): void
}

/**
 * @param name - the function
 * @param event - the id of the event to show
 */
export function useDraft(name: string | undefined, event: number | undefined): Draft {
  const [texts, setTexts] = useState<Record<string, string>>({})
  const [trial, setTrial] = useState<Trial>()
  const [problem, setProblem] = useState<string>()
  const drop = () => {
    setTexts({})
    setTrial(undefined)
    setProblem(undefined)
  }
  useEffect(drop, [name])
  useEffect(() => {
    if (Object.keys(texts).length === 0 || name === undefined || event === undefined) return
    let isCurrent = true
    const timer = setTimeout(() => {
      Promise.resolve()
        .then(() => ask<Trial>('POST', `/api/functions/${name}/try`, { event, presets: changesOf(texts) }))
        .then(
          (answer) => {
            if (!isCurrent) return
            setTrial(answer)
            setProblem(undefined)
          },
          (error: Error) => isCurrent && setProblem(error.message)
        )
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [texts, name, event])
  return {
    text: (preset, field) => texts[keyOf(preset, field)],
    type(text, preset, field) {
      const { [keyOf(preset, field)]: _before, ...others } = texts
      if (text === undefined && Object.keys(others).length === 0) return drop()
      setTexts(text === undefined ? others : { ...others, [keyOf(preset, field)]: text })
    },
    isEmpty: Object.keys(texts).length === 0,
    trial,
    problem,
    takeOver: () =>
      Promise.resolve()
        .then(() => ask('POST', `/api/functions/${name}/take-over`, { presets: changesOf(texts) }))
        .then(drop),
    drop
  }
}

const keyOf = (preset: string, field?: string): string =>
  JSON.stringify(field === undefined ? [preset] : [preset, field])

/** @throws Error naming the field whose mapping is no JSON */
function changesOf(texts: Record<string, string>): PresetChanges {
  const changes: PresetChanges = {}
  for (const [key, text] of Object.entries(texts)) {
    const [preset, field] = JSON.parse(key) as [string, string?]
    const change = (changes[preset] ??= {})
    if (field === undefined) change.subscribe = text
    else change.mapping = { ...change.mapping, [field]: readMapping(field, text) }
  }
  return changes
}

function readMapping(field: string, text: string): null {
  try {
    return JSON.parse(text) as null
  } catch (cause) {
    throw new Error(`The mapping of ${field} is no JSON yet: ${(cause as Error).message}`, { cause })
  }
}
