import fc from 'fast-check';
import { parseEnvelope, preAuthEncoding, sealStatement } from './envelope';

/** A key whose "signature" is the message itself in hex, so that what was signed can be read back. */
const key = {
  publicKey: 'k',
  sign: (message: Buffer) =>
    Promise.resolve({
      keyid: 'k',
      sig: Buffer.from(message.toString('hex')).toString('base64'),
    }),
};

describe('preAuthEncoding', () => {
  it('is what the DSSE specification gives for its own example', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, not characters', () => {
    expect(preAuthEncoding('é', Buffer.from('☃')).toString()).toBe('DSSEv1 2 é 3 ☃');
  });
});

describe('sealStatement', () => {
  it('signs the encoding of exactly the payload it carries', async () => {
    const envelope = await sealStatement({ a: 'é' }, key);
    const payload = Buffer.from(envelope.payload, 'base64');
    expect(payload.toString()).toBe('{"a":"é"}');
    const [signature] = envelope.signatures;
    const signed = Buffer.from(Buffer.from(signature!.sig, 'base64').toString(), 'hex');
    expect(signed.equals(preAuthEncoding('application/vnd.in-toto+json', payload))).toBe(true);
    expect(signature!.keyid).toBe('k');
  });

  it('survives being written and read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (statement) => {
        const envelope = await sealStatement(statement, key);
        expect(parseEnvelope(JSON.stringify(envelope))).toEqual(envelope);
      }),
    );
  });
});

describe('parseEnvelope', () => {
  const good = {
    payloadType: 'application/vnd.in-toto+json',
    payload: 'e30=',
    signatures: [{ keyid: 'k', sig: '' }],
  };

  it('reads an envelope', () => expect(parseEnvelope(JSON.stringify(good))).toEqual(good));

  it.each([
    ['nothing', ''],
    ['a cut-off text', JSON.stringify(good).slice(0, -1)],
    ['another payload type', JSON.stringify({ ...good, payloadType: 'text/plain' })],
    ['no signatures', JSON.stringify({ ...good, signatures: undefined })],
    ['a signature without its key', JSON.stringify({ ...good, signatures: [{ sig: 'x' }] })],
    ['null', 'null'],
  ])('answers null for %s', (_, text) => expect(parseEnvelope(text)).toBeNull());
});
