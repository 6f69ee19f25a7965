/** The modules of a new destination, and its notes. */
import { authCode } from './auth.ts'
import { subscriptionOf } from './plan.ts'
import type { DestinationPlan } from './plan.ts'
import { fillTemplate } from './template.ts'
import { hasQuery, writeAction } from './write-action.ts'

/**
 * @param docs - the folder of this documentation, from the project's
 * @returns texts by path in the destination's folder, before prettier
 */
export async function writeDestination(plan: DestinationPlan, docs: string): Promise<Record<string, string>> {
  const { slug, title, address, auth, action } = plan
  const { settings, request, usesToken, credentials } = authCode(auth, title, slug)
  const words = {
    TemplateTitle: title,
    TemplateSlug: slug,
    TemplateAddress: address,
    TemplateSummary: `Send ${things[action.call]} to ${title}.`,
    TemplatePage: action.page,
    TemplateAction: action.title,
    TemplateSubscription: subscriptionOf(action),
    TemplateCredentials: credentials,
    TemplateDocs: docs
  }
  const index = await fillTemplate('index.ts', words, {
    imports: usesToken
      ? "import { requireToken, type Destination } from 'segment-functions/runtime'"
      : "import type { Destination } from 'segment-functions/runtime'",
    // actions-core joins two sets of searchParams wrongly: an action with its own brings the key along.
    request: auth.kind === 'query' && hasQuery(action) ? '' : request
  })
  return {
    'index.ts': index.replaceAll(/\bsaveThing\b/g, action.name),
    'settings.ts': await fillTemplate('settings.ts', words, { settings }),
    'api.ts': await fillTemplate('api.ts', words),
    [`${action.name}/index.ts`]: await writeAction(action, auth),
    'notes.md': await fillTemplate('notes.md', words)
  }
}

const things = {
  track: 'events',
  identify: 'users',
  page: 'page views',
  screen: 'screen views',
  group: 'groups',
  alias: 'merged users'
} satisfies Record<DestinationPlan['action']['call'], string>
