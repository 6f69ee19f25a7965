import type { DestinationRule } from '../rule.ts'

/** An address that no fixture has ever sent anything to. */
export const hostWithoutFixture: DestinationRule = {
  id: 'host-without-fixture',
  async find({ fn, modules, cases, compiled }) {
    const reached = new Set(
      (await cases()).flatMap(({ fixture }) =>
        fixture.exchanges.map(({ request }) => new URL(request.url).host)
      )
    )
    return ((await compiled())?.manifest.hosts ?? [])
      .filter((host) => !reached.has(host))
      .map((host) => ({
        file: modules.find(({ tree }) => tree.text.includes(host))?.file ?? 'index.ts',
        message: `The function names ${host}, which no fixture sends anything to.`,
        hint: `Add a fixture whose event leads there: fixtures/${fn.name}/….json.`
      }))
  }
}
