import { describe, expect, it } from '@jest/globals'
import { keepSecret } from '../../../scripts/runtime/engine/secrets.ts'
import { vendorMessage } from '../../../scripts/runtime/engine/vendor-message.ts'

describe('the message of a vendor', () => {
  it.each([
    ['a message at the top', '{"message":"Unknown user"}', 'Unknown user'],
    ['with a code of its own', '{"message":"Unknown user","rsCode":"RS042"}', 'Unknown user (RS042)'],
    [
      'an error object (Dub)',
      '{"error":{"code":"not_found","message":"No click.","doc_url":"https://dub.co"}}',
      'No click. (not_found)'
    ],
    ['an error text', '{"error":"invalid_token"}', 'invalid_token'],
    [
      'OAuth errors',
      '{"error":"invalid_grant","error_description":"The grant is over."}',
      'The grant is over.'
    ],
    [
      'a list of errors (impact.com)',
      '{"Status":"ERROR","errors":[{"field":"EventDate","level":"ERROR","message":"is required"}]}',
      'EventDate: is required'
    ],
    [
      'the same in capitals',
      '{"Status":"ERROR","Errors":[{"Field":"OrderId","Message":"is too long"},{"Message":"No campaign"}]}',
      'OrderId: is too long; No campaign'
    ],
    ['a list of texts', '{"errors":["one","two"]}', 'one; two'],
    ['errors by field', '{"errors":{"email":["is taken","is odd"]}}', 'email: is taken; is odd'],
    ['problem details', '{"type":"about:blank","title":"Out of credit"}', 'Out of credit'],
    ['a JSON text', '"nope"', 'nope'],
    ['JSON that says nothing', '{"ok":false,"code":17}', undefined],
    ['JSON that breaks off', '{"message":"Unkno', '{"message":"Unkno'],
    ['nothing', '', undefined],
    ['blanks', ' \n ', undefined],
    ['text', 'Service\n  Unavailable', 'Service Unavailable'],
    [
      'a page',
      '<!doctype html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      '502 Bad Gateway'
    ],
    [
      'a page without a title',
      '<html><style>p{}</style><body><p>Try <b>later</b></p></body></html>',
      'Try later'
    ],
    ['XML', '<?xml version="1.0"?><Error><Message>Denied</Message></Error>', 'Denied']
  ])('%s', (_, content, expected) => {
    expect(vendorMessage(content, 'application/json')).toBe(expected)
  })

  it('is read from a form', () => {
    expect(vendorMessage('error=denied&message=Key+expired', 'application/x-www-form-urlencoded')).toBe(
      'Key expired'
    )
  })

  it('is cut to 500 characters, never in the middle of one', () => {
    expect(vendorMessage('x'.repeat(600), 'text/plain')).toBe('x'.repeat(500))
    expect(vendorMessage(`${'x'.repeat(499)}😀`, 'text/plain')).toBe('x'.repeat(499))
  })

  it('is not cut inside a word, which could be half a secret that nobody would mask', () => {
    expect(vendorMessage(`${'x'.repeat(490)} fake_key_of_an_account`, 'text/plain')).toBe('x'.repeat(490))
  })

  it('holds no part of a secret that white space or the cut would have split', () => {
    keepSecret([{ key: 'k', label: 'K', type: 'password' }], { k: 'fake_key of_an_account' })
    const said = vendorMessage(`${'x '.repeat(245)}fake_key\n\n of_an_account, and more`, 'text/plain')
    expect(said).toBe(`${'x '.repeat(245)}[secret],`)
  })

  it('is looked for in the first 64 KB only, which no half of a secret ends', () => {
    keepSecret([{ key: 'k', label: 'K', type: 'password' }], { k: 'another_fake_key' })
    const style = `<style>${' '.repeat(64 * 1024 - 20)}</style>`
    expect(vendorMessage(`${style}another_fake_key`, 'text/html')).toBeUndefined()
  })

  it.each([
    ['tags that do not end', '<'],
    ['titles that do not end', '<title'],
    ['scripts that do not end', '<script>'],
    ['styles', '<style></style'],
    ['words', '<p>word</p>'],
    ['lists', '[']
  ])('takes no time to speak of for 400 KB of %s', (_, part) => {
    const started = performance.now()
    vendorMessage(part.repeat(400_000 / part.length), 'text/html')
    expect(performance.now() - started).toBeLessThan(1_500)
  })
})
