// A program that must compile, and lines in it that must not. types.test.js hands it to tsc.
import { ClientError, Engine, errors, type TriggerEvent } from '../index';

export async function example(): Promise<string> {
  const engine = new Engine({ storage: 'memory:', deliver: (message) => message.destination });
  const { UserPool } = await engine.cognitoIdp.createUserPool({ PoolName: 'people' });
  engine.trigger('PreSignUp', async (event: TriggerEvent) => event);
  engine.clock.advance({ days: 31 });
  try {
    await engine.cognitoIdp.signUp({ ClientId: 'id', Username: 'alice', Password: 'secret' });
  } catch (error) {
    if (error instanceof errors.UsernameExistsException) return (error as ClientError).code;
  }
  // @ts-expect-error: the name of no trigger
  engine.trigger('PreBreakfast', (event) => event);
  // @ts-expect-error: Username is required
  await engine.cognitoIdp.signUp({ ClientId: 'id', Password: 'secret' });
  // @ts-expect-error: a token is a string
  engine.verify(7);
  await engine.close();
  return engine.verify('token', { tokenUse: 'access' }).sub + String(UserPool);
}
