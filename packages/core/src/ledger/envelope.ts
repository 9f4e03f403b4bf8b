import * as v from 'valibot';
import type { SigningKey } from './signing-key';
import { parseJsonAs } from '../state/parse-json';

/** The payload type of in-toto statements. */
export const IN_TOTO = 'application/vnd.in-toto+json';

const schema = v.object({
  payloadType: v.literal(IN_TOTO),
  payload: v.string(),
  signatures: v.array(v.object({ keyid: v.string(), sig: v.string() })),
});

/** A DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export type Envelope = v.InferOutput<typeof schema>;

/** Puts a statement in a signed envelope. */
export async function sealStatement(statement: object, key: SigningKey): Promise<Envelope> {
  const payload = Buffer.from(JSON.stringify(statement));
  const signature = await key.sign(preAuthEncoding(IN_TOTO, payload));
  return {
    payloadType: IN_TOTO,
    payload: payload.toString('base64'),
    signatures: [signature],
  };
}

/** Reads an envelope's text; null when it is none. */
export function parseEnvelope(text: string): Envelope | null {
  return parseJsonAs(text, schema);
}

/** The bytes that are signed: DSSE's pre-authentication encoding. */
export function preAuthEncoding(type: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}
