/**
 * The package of Segment's own destinations, by name. It is 90 MB with what it needs and changes every week, so it is no
 * dependency of this project; whoever wants the catalog installs it.
 */
export const catalogPackage = '@segment/action-destinations'

/** The newest whose own dependencies are all published: 3.497 pins one that is not. */
export const catalogVersion = '3.387.0'

/** As a dependency of a project whose functions are made of it. */
export const howToKeep = `npm install --save-dev --save-exact ${catalogPackage}@${catalogVersion}`

/** @param slug - of one of its destinations */
export const catalogModule = (slug: string): string => `${catalogPackage}/dist/destinations/${slug}`
