namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A host other than this process.</summary>
public enum HostKind
{
    /// <summary>onnxruntime-node.</summary>
    Node,

    /// <summary>onnxruntime-web in headless Chromium.</summary>
    Browser,

    /// <summary>Python's onnx package.</summary>
    Python,
}
