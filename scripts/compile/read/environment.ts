/**
 * What a definition reads of `process.env`, where Segment runs it: a Function has no environment, so that segment.config.json
 * gives it texts, which stand in the code, and secrets, which are settings.
 */
import type { EnvConfig } from '../../input/config.ts'
import type { SettingSpec } from '../../runtime/author/types.ts'
import { UserError } from '../../shared/errors.ts'
import type { Env } from '../esbuild.ts'
import type { FunctionSetting } from '../types.ts'
import { lowerSettings } from './settings.ts'

/**
 * @param env - of the function in segment.config.json
 * @param taken - the settings that the function has besides
 * @param place - where `env` stands, for errors
 * @returns the texts by their names, a secret setting for each other variable, by its name, and a sentence about those
 * @throws UserError for a variable that is called as another setting is
 */
export function readEnvironment(
  env: EnvConfig,
  taken: FunctionSetting[],
  place: string
): { texts: Env; settings: FunctionSetting[]; specs: SettingSpec[]; lowered: string[] } {
  const variables = Object.entries(env)
  const secrets = variables.flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [[name, value.required !== false] as const]
  )
  const twice = secrets.find(([name]) => taken.some((setting) => setting.name === name))
  if (twice)
    throw new UserError(
      'config',
      `${place}.${twice[0]} would be a setting, and the destination has one of that name.`,
      'Give it as a text, if it is no secret.'
    )
  const { settings, specs } = lowerSettings(
    Object.fromEntries(
      secrets.map(([name, required]) => [
        name,
        {
          label: name,
          description: `What the destination reads as process.env.${name}.`,
          type: 'password',
          required
        }
      ])
    )
  )
  const names = secrets.map(([name]) => name).join(', ')
  return {
    texts: textsOf(env),
    settings,
    specs,
    lowered: names === '' ? [] : [`process.env: ${names} come from secret settings`]
  }
}

const textsOf = (env: EnvConfig): Env =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  )

/** @returns what stands for the variables while the definition is read: nobody has entered a secret then */
export const readingEnv = (env: EnvConfig = {}): Env =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, typeof value === 'string' ? value : name])
  )
