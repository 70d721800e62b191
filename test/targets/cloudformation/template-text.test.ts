import { templateText } from '../../../lib/targets/cloudformation/template-text.js';

const read = (body: string): string => templateText('shop-dev', body);

describe('two templates have one text', () => {
  test('where only the order of their keys and their white space differ', () => {
    expect(read('{\n "b": 1,\n "a": [2, {"d": 3, "c": 4}]\n}')).toBe('{"a":[2,{"c":4,"d":3}],"b":1}');
  });

  test('where CloudFormation lost what is beyond ASCII', () => {
    expect(read('{"a": "Größe 🙂"}')).toBe(read('{"a": "Gr??e ?"}'));
  });

  test('where the CDK sent one of them as YAML', () => {
    expect(read('Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      Name: "1.0"\n')).toBe(
      read('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Name": "1.0"}}}}'),
    );
  });
});

test.each([
  ['is empty', ''],
  ['is a word', 'template'],
  ['is a list', '[]'],
  ['is cut off', '{"Resources": {'],
  [
    'has tags of CloudFormation, which would be lost',
    'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Name: !Ref B\n',
  ],
])('a text that %s is no readable template', (_, body) => {
  expect(() => read(body)).toThrow(/template of stack shop-dev cannot be read/);
});
