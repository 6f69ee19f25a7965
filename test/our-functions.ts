/**
 * The functions that come with this project, as they come: what a team writes into segment.config.json, or adds, is no
 * business of the tests that use these.
 */
import type { FunctionConfig, PresetConfig } from '../scripts/input/config.ts'

const all = (...names: string[]): Record<string, PresetConfig> =>
  Object.fromEntries(names.map((name) => [name, true as const]))

const ours = (vendor: string, presets: Record<string, PresetConfig>): FunctionConfig => ({
  destination: `destinations/${vendor}`,
  displayName: vendor,
  presets,
  unusableFields: 'leaveOut'
})

export const ourFunctions: Record<string, FunctionConfig> = {
  dub: ours('dub', all('Track a lead', 'Track a sale')),
  impact: ours('impact', all('Conversions', 'Page loads')),
  saasquatch: ours('saasquatch', all('Upsert users', 'Track events')),
  'product-fruits': ours('product-fruits', all('Forward identify calls', 'Forward track calls')),
  tractionboard: ours(
    'tractionboard',
    all(
      'Page and screen views',
      'Identify users',
      'Payments',
      'Refunds',
      'Cancellations',
      'Sign-ups',
      'Custom events',
      'Groups',
      'Aliases'
    )
  )
}
