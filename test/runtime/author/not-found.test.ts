import { expect, it } from '@jest/globals'
import { isNotFound } from '../../../scripts/runtime/author/not-found.ts'

const answered = (status: number, content?: string) => ({ name: 'HTTPError', response: { status, content } })

it.each([
  ['with JSON', answered(404, '{"message":"User not found"}')],
  ['with a word', answered(404, 'Not found')],
  ['with XML', answered(404, '<error>Not found</error>')],
  ['with nothing', answered(404, '')],
  ['whatever its realm', answered(404)]
])('takes the 404 of a vendor %s for "it is not there"', (_, error) => {
  expect(isNotFound(error)).toBe(true)
})

it.each([
  ['a page of HTML', answered(404, '<!DOCTYPE html><title>404</title>')],
  ['a page without a type', answered(404, '\n\n<html>\n<head><title>404</title>')],
  ['another status', answered(410, '{"message":"Gone"}')],
  ['an error without an answer', new Error('404')],
  ['no error', null]
])('takes %s for a failure', (_, error) => {
  expect(isNotFound(error)).toBe(false)
})
