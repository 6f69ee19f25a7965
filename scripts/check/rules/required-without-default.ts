import type { DestinationRule } from '../rule.ts'

/** A required field that nothing fills refuses every event. */
export const requiredWithoutDefault: DestinationRule = {
  id: 'required-without-default',
  find: ({ fn: { definition, subscriptions } }) =>
    subscriptions.flatMap(({ preset, action, mapping }) =>
      Object.entries(definition.actions[action]!.fields).flatMap(([key, { required }]) =>
        required === true && mapping[key] === undefined
          ? [
              {
                file: `${action}/index.ts`,
                message: `The field "${key}" is required, but the preset "${preset}" fills it with nothing, so every event is refused.`,
                hint: 'Give the field a default, or map it in the preset.'
              }
            ]
          : []
      )
    )
}
