/** What `npm run new` gives back, whatever was made. */
export interface Made {
  /** From the project's folder, with slashes. */
  files: string[]
  /** What to do now, a sentence or a command each. */
  next: string[]
}
