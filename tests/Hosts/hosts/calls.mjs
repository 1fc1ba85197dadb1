// A call of a model as JSON, for any JavaScript host: all elements are text, so that int64, -Infinity and NaN survive.
//   tensor  { type: "string" | "int64" | "float32" | "bool", dims: [..], data: ["..", ..] }
//   call    { name, inputs: { name: tensor } }

/** Runs calls one after the other, and gives the outputs by the call's name. */
export async function runCalls(ort, session, calls) {
  const answers = {};
  for (const call of calls) {
    const feeds = Object.fromEntries(
      Object.entries(call.inputs).map(([name, tensor]) => [name, toTensor(ort, tensor)]),
    );
    const outputs = await session.run(feeds);
    answers[call.name] = Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, fromTensor(tensor)]),
    );
  }
  return answers;
}

function toTensor(ort, { type, dims, data }) {
  switch (type) {
    case "string":
      return new ort.Tensor("string", data, dims);
    case "int64":
      return new ort.Tensor("int64", BigInt64Array.from(data, BigInt), dims);
    case "float32":
      return new ort.Tensor("float32", Float32Array.from(data, Number), dims);
    case "bool":
      return new ort.Tensor("bool", Uint8Array.from(data, (value) => (value === "true" ? 1 : 0)), dims);
    default:
      throw new Error(`No tensor of type ${type} is known here.`);
  }
}

function fromTensor({ type, dims, data }) {
  const text = type === "bool" ? (value) => String(Boolean(value)) : String;
  return { type, dims: [...dims], data: Array.from(data, text) };
}
