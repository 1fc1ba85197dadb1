using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Training;

/// <summary>Everything that decides a training run. Written beside the model as <c>options.json</c>; can be fed back.</summary>
public sealed record TrainingOptions
{
    /// <summary>What to read.</summary>
    [Description("What to read.")]
    public DataOptions Data { get; init; } = new();

    /// <summary>How to hold data out.</summary>
    [Description("How to hold data out for validation and test.")]
    public SplitOptions Split { get; init; } = new();

    /// <summary>The named set of defaults that the options below start from: <c>default</c> or <c>basic</c>.</summary>
    [AllowedValues("default", "basic")]
    [Description(
        "The named set of defaults that 'model' and 'fit' start from: 'default' or 'basic'. Default: 'default'."
    )]
    public string Recipe { get; init; } = "default";

    /// <summary>The towers.</summary>
    [Description("The towers.")]
    public ModelOptions Model { get; init; } = new();

    /// <summary>Objective, optimizer and schedule.</summary>
    [Description("Objective, optimizer and schedule.")]
    public FitOptions Fit { get; init; } = new();

    /// <summary>Item-to-item beside users-to-items.</summary>
    [Description("Item-to-item beside users-to-items.")]
    public PairOptions Pairs { get; init; } = new();

    /// <summary>What the exported files hold.</summary>
    [Description("What the exported files hold.")]
    public ExportOptions Export { get; init; } = new();

    /// <summary>What the model is measured beside.</summary>
    [Description("What the model is measured beside.")]
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>Seed of every random choice; null: 42, and the time of training is written into the model file.</summary>
    [Description(
        "Seed of every random choice. Given, two runs on one machine write the same bytes (the time of training then stands in manifest.json only). Default: 42, with the time of training in the file."
    )]
    public int? Seed { get; init; }

    /// <summary>Threads to compute with; null: all cores.</summary>
    [Description(
        "Threads to compute with. Default: the number of cores, but 1 where the steps are too small for more."
    )]
    public int? Threads { get; init; }
}

/// <summary>Where interactions and candidates come from: a named data set, files, or SQL queries.</summary>
public sealed record DataOptions
{
    /// <summary>A named data set: <c>sample</c>, <c>movielens-100k</c>, <c>movielens-1m</c>, <c>lists</c>. Null with no interactions: <c>sample</c>.</summary>
    [AllowedValues("sample", "movielens-100k", "movielens-1m", "lists", null)]
    [Description(
        "A named data set: 'sample', 'movielens-100k', 'movielens-1m' or 'lists'. Default: 'sample' where neither interactions nor a query is given."
    )]
    public string? Dataset { get; init; }

    /// <summary>The folder with a local copy of the named data set; null: download to a cache.</summary>
    [Description(
        "The folder with a local copy of the named data set. Default: downloaded once to a cache of yours."
    )]
    public string? Directory { get; init; }

    /// <summary>Interaction files or globs (CSV, TSV, Parquet, JSON; gzip or zstd).</summary>
    [Description("Interaction files or globs: CSV, TSV, Parquet or JSON, plain, gzip or zstd.")]
    public IReadOnlyList<string> Interactions { get; init; } = [];

    /// <summary>A DuckDB SQL query that gives the interactions.</summary>
    [Description("A DuckDB SQL query that gives the interactions, instead of files.")]
    public string? Query { get; init; }

    /// <summary>Files for split <c>given</c>.</summary>
    [Description("Files to train on, for split 'given'.")]
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Files for split <c>given</c>.</summary>
    [Description(
        "Files to validate on, for split 'given'. Optional: a tenth of the training data otherwise."
    )]
    public IReadOnlyList<string> Valid { get; init; } = [];

    /// <summary>Files for split <c>given</c>.</summary>
    [Description("Files to test on, for split 'given'.")]
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>The user column; null: found by its usual names.</summary>
    [Description(
        "The column with the user's id. Default: user_id, userId, user, uid or u, whichever is there."
    )]
    public string? User { get; init; }

    /// <summary>The item column; null: found by its usual names.</summary>
    [Description(
        "The column with the item's id. Default: item_id, itemId, item, movie_id, movieId, product_id, iid or i, whichever is there."
    )]
    public string? Item { get; init; }

    /// <summary>The rating column; null: found by its usual names, may be absent.</summary>
    [Description(
        "The column with the rating. Default: rating, stars or score, where there is one; 'none': there is no rating."
    )]
    public string? Rating { get; init; }

    /// <summary>The time column; null: found by its usual names, may be absent.</summary>
    [Description(
        "The column with the time (a timestamp, or Unix seconds or milliseconds). Default: timestamp, time, unix_time, date, ts or t, where there is one; 'none': there is no time."
    )]
    public string? Time { get; init; }

    /// <summary>A file, glob, or SQL query (it starts with SELECT or FROM) that describes the candidates.</summary>
    [Description(
        "A file, a glob or a SQL query (starting with SELECT, WITH or FROM) that describes the candidates."
    )]
    public string? Candidates { get; init; }

    /// <summary>The id column of the candidates; null: as the item column, or its usual names.</summary>
    [Description(
        "The column of 'candidates' with the item's id. Default: the name of the item column, or its usual names, or id."
    )]
    public string? CandidateId { get; init; }

    /// <summary>A file, glob, or SQL query (it starts with SELECT or FROM) that describes the users.</summary>
    [Description(
        "A file, a glob or a SQL query (starting with SELECT, WITH or FROM) that describes the users: age, gender, and the like. Users without interactions are left out."
    )]
    public string? Users { get; init; }

    /// <summary>The id column of the users; null: as the user column, or its usual names.</summary>
    [Description(
        "The column of 'users' with the user's id. Default: the name of the user column, or its usual names, or id."
    )]
    public string? UserId { get; init; }

    /// <summary>Candidate columns to read and export; empty: <c>title</c> (or name) and <c>genres</c> where there are any.</summary>
    [Description(
        "Candidate columns to keep and to export. Default: all of the candidates' columns that are text or lists."
    )]
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Candidate columns that features read, exported or not: <see cref="ModelOptions.CandidateFeatures"/> says which.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> FeatureColumns { get; init; } = [];
}

/// <summary>How data is held out.</summary>
public sealed record SplitOptions
{
    /// <summary>The kind; null: <c>given</c> where train files are given, <c>leave-last</c> where there are times, else <c>random</c>.</summary>
    [AllowedValues("random", "temporal", "leave-last", "given", null)]
    [Description(
        "'random', 'temporal', 'leave-last' or 'given'. Default: 'given' where train files are given, 'leave-last' where interactions have times, else 'random'."
    )]
    public string? Kind { get; init; }

    /// <summary>Share of the interactions held out for the test (random, temporal).</summary>
    [Description(
        "Share of the interactions held out for the test, in (0, 1); for 'random' and 'temporal'. Default: 0.2."
    )]
    public double TestFraction { get; init; } = 0.2;

    /// <summary>Share of the rest held out for validation (random, temporal, given without valid).</summary>
    [Description(
        "Share of the rest held out for validation, in [0, 1); for 'random', 'temporal' and 'given'. Default: 0.1."
    )]
    public double ValidFraction { get; init; } = 0.1;

    /// <summary>Whether <c>random</c> draws within each user rather than over all.</summary>
    [Description(
        "Whether 'random' draws its share within each user rather than over all interactions. Default: false."
    )]
    public bool WithinUser { get; init; }

    /// <summary>Items of each user held out by <c>leave-last</c>, for test and again for validation.</summary>
    [Description(
        "Items of each user that 'leave-last' holds out, for the test and again for validation. Default: 1."
    )]
    public int LeaveLast { get; init; } = 1;

    /// <summary>Seed of the random draw; null: the run's seed.</summary>
    [Description("Seed of the draw. Default: the run's seed.")]
    public int? Seed { get; init; }
}

/// <summary>The towers. Null values come from the recipe.</summary>
public sealed record ModelOptions
{
    /// <summary>Length of the vectors that the towers give.</summary>
    [Description(
        "Length of the vectors that the towers give, 1 to 4096. Default: from the recipe."
    )]
    public int? Dimensions { get; init; }

    /// <summary>What a query is known by, beside the user's id.</summary>
    [Description(
        "What the query tower reads of a user, beside the id: NAME[:KIND[:KEY=VALUE,...]], NAME a column of 'users', such as age:buckets, gender:category or time:hour. Kinds: category, list, number, buckets, age, text; hour and weekday of the query's time. Default kind: by the column's values. Keys: buckets, least_count, most_values, separator."
    )]
    public IReadOnlyList<FeatureOptions> QueryFeatures { get; init; } = [];

    /// <summary>What a candidate is known by, beside the item's id.</summary>
    [Description(
        "What the candidate tower reads of an item, beside the id: as for queries, NAME a column of 'candidates', such as genres:list, title:text or year:age."
    )]
    public IReadOnlyList<FeatureOptions> CandidateFeatures { get; init; } = [];

    /// <summary>Whether the query tower has an embedding for each user.</summary>
    [Description(
        "Whether the query tower has an embedding for each user's id. 'false' serves everybody by history and features alone. Default: true."
    )]
    public bool? UserEmbedding { get; init; }

    /// <summary>How the query tower reads the user's history: <c>none</c>, <c>mean</c>, <c>recency</c> or <c>attention</c>.</summary>
    [AllowedValues("none", "mean", "recency", "attention", null)]
    [Description(
        "How the query tower reads the items that a user met: 'none', 'mean', 'recency' (weights learned by place) or 'attention' (self-attention over the last ones). Default: from the recipe."
    )]
    public string? History { get; init; }

    /// <summary>Items of a history that are read: the latest ones.</summary>
    [Description(
        "Items of a history that are read, the latest ones, 1 to 10000; 'mean' reads all. Default: 1000, and 50 for 'attention'."
    )]
    public int? HistoryLength { get; init; }

    /// <summary>Whether histories read the candidates' embeddings rather than embeddings of their own.</summary>
    [Description(
        "Whether histories read the candidates' embeddings of ids rather than a table of their own: half the size, a little less fit. Default: from the recipe."
    )]
    public bool? SharedHistory { get; init; }

    /// <summary>Widths of the hidden layers of the query tower; empty: none.</summary>
    [Description(
        "Widths of the hidden layers of the query tower, such as 256,128. Default: none: the features' embeddings are summed."
    )]
    public IReadOnlyList<int> QueryLayers { get; init; } = [];

    /// <summary>Widths of the hidden layers of the candidate tower; empty: none.</summary>
    [Description(
        "Widths of the hidden layers of the candidate tower, such as 256,128. Default: none: the features' embeddings are summed."
    )]
    public IReadOnlyList<int> CandidateLayers { get; init; } = [];

    /// <summary>What follows a hidden layer's sum: <c>relu</c>, <c>gelu</c>, <c>tanh</c>, <c>silu</c> or <c>none</c>.</summary>
    [AllowedValues("relu", "gelu", "tanh", "silu", "none", null)]
    [Description(
        "What follows a hidden layer's sum: 'relu', 'gelu', 'tanh', 'silu' or 'none'. Default: relu."
    )]
    public string? Activation { get; init; }

    /// <summary>Whether hidden layers normalize their sums.</summary>
    [Description("Whether hidden layers normalize their sums (layer norm). Default: false.")]
    public bool? LayerNorm { get; init; }

    /// <summary>Share of a hidden layer's outputs that training sets to 0.</summary>
    [Description(
        "Share of a hidden layer's outputs that training sets to 0, in [0, 1). Default: 0."
    )]
    public double? Dropout { get; init; }

    /// <summary>Whether hidden layers add their input where it is as wide as their output.</summary>
    [Description(
        "Whether hidden layers add their input to their output where the two are equally wide. Default: false."
    )]
    public bool? Residual { get; init; }

    /// <summary>How the towers' vectors make a score: <c>dot</c> or <c>cosine</c>.</summary>
    [AllowedValues("dot", "cosine", null)]
    [Description(
        "How the towers' vectors make a score: 'dot' (dot product, with a bias for each candidate where the recipe has one) or 'cosine'. Default: from the recipe and the objective."
    )]
    public string? Similarity { get; init; }
}

/// <summary>Objective, optimizer and schedule. Null values come from the recipe.</summary>
public sealed record FitOptions
{
    /// <summary>The objective: <c>softmax</c>, <c>sampled-softmax</c>, <c>in-batch-softmax</c>, <c>bpr</c>, <c>bce</c>, <c>ccl</c> or <c>mse</c>.</summary>
    [AllowedValues(
        "softmax",
        "sampled-softmax",
        "in-batch-softmax",
        "bpr",
        "bce",
        "ccl",
        "mse",
        null
    )]
    [Description(
        "'softmax' (each user's items among all candidates), 'sampled-softmax' (among those of the batch's users and drawn ones), 'in-batch-softmax' (each interaction among those of its batch and drawn ones), 'bpr' (above drawn ones, pair by pair), 'bce' (yes or no, with drawn ones for no), 'ccl' (cosine contrastive) or 'mse' (of ratings). Default: from the recipe and the catalogue's size."
    )]
    public string? Objective { get; init; }

    /// <summary>Negatives drawn a step; null: from the recipe.</summary>
    [Description(
        "Negatives drawn a step, shared by its examples, 1 to 1000000; of all objectives but 'softmax' and 'mse'. Default: from the recipe."
    )]
    public int? Negatives { get; init; }

    /// <summary>How negatives are drawn: <c>uniform</c> or <c>popularity</c>; null: from the recipe.</summary>
    [AllowedValues("uniform", "popularity", null)]
    [Description(
        "How negatives are drawn: 'uniform' or by 'popularity' to the negative power. Default: 'popularity' where a negative power is given, else from the recipe."
    )]
    public string? NegativeSampling { get; init; }

    /// <summary>Negatives are drawn in proportion to their popularity to the power of this.</summary>
    [Description(
        "Negatives are drawn in proportion to their number of interactions to the power of this, above 0 to 2. Default: 0.75."
    )]
    public double? NegativePower { get; init; }

    /// <summary>Negatives that count, of those drawn: the highest scoring ones of each example; null: all.</summary>
    [Description(
        "How many of the negatives count for each example, those with the highest scores, at least 1. Default: all."
    )]
    public int? HardNegatives { get; init; }

    /// <summary>What scores are divided by in training (not of ccl and mse); null: from the recipe.</summary>
    [Description(
        "What scores are divided by in training, above 0; of all objectives but 'ccl' and 'mse'. The lower, the more the best scores decide. Default: 1, and less for cosines."
    )]
    public double? Temperature { get; init; }

    /// <summary>The cosine up to which a negative costs nothing (ccl); null: from the recipe.</summary>
    [Description(
        "The cosine up to which a negative costs nothing in 'ccl', -1 to 1. Default: from the recipe."
    )]
    public double? Margin { get; init; }

    /// <summary>How much the negatives of an example count together beside it (bce, ccl); null: from the recipe.</summary>
    [Description(
        "How much the negatives of an example count together beside it in 'bce' and 'ccl', above 0. Default: from the recipe."
    )]
    public double? NegativeWeight { get; init; }

    /// <summary>Most epochs to train.</summary>
    [Description("Most epochs to train, at least 1. Default: from the recipe.")]
    public int? Epochs { get; init; }

    /// <summary>Examples a step: users for softmax and sampled-softmax, interactions for the others.</summary>
    [Description(
        "Examples a step: users for 'softmax' and 'sampled-softmax', interactions for the others. Default: from the recipe."
    )]
    public int? BatchSize { get; init; }

    /// <summary>The optimizer: <c>adagrad</c>, <c>adam</c> or <c>adamw</c>; null: from the recipe.</summary>
    [AllowedValues("adagrad", "adam", "adamw", null)]
    [Description("'adagrad', 'adam' or 'adamw'. Default: from the recipe.")]
    public string? Optimizer { get; init; }

    /// <summary>Learning rate.</summary>
    [Description("Learning rate, above 0. Default: from the recipe.")]
    public double? LearningRate { get; init; }

    /// <summary>How the learning rate goes on: <c>constant</c>, <c>cosine</c> or <c>linear</c>; null: from the recipe.</summary>
    [AllowedValues("constant", "cosine", "linear", null)]
    [Description(
        "How the learning rate goes on: 'constant', or falling to 0 at the last epoch along a 'cosine' or 'linear'. Default: from the recipe."
    )]
    public string? Schedule { get; init; }

    /// <summary>Steps at the start over which the learning rate rises.</summary>
    [Description(
        "Steps at the start over which the learning rate rises to its height, at least 0. Default: 0."
    )]
    public int WarmupSteps { get; init; }

    /// <summary>The greatest norm of a step's gradients together; null: any.</summary>
    [Description(
        "The greatest norm of all gradients of a step together, above 0; longer ones are shortened to it. Default: any."
    )]
    public double? ClipNorm { get; init; }

    /// <summary>The decoupled weight decay of adamw; null: 0.01.</summary>
    [Description(
        "The decoupled weight decay of 'adamw', at least 0. Default: 0.01, in place of the L2 regularization."
    )]
    public double? WeightDecay { get; init; }

    /// <summary>Strength of the L2 regularization by frequency; null: from the recipe, chosen on the validation set.</summary>
    [Description(
        "Strength of the L2 regularization (λ), at least 0. Default: from the recipe ('default' chooses it on the validation set)."
    )]
    public double? Regularization { get; init; }

    /// <summary>Half-life of the recency weights; 0: none; null: from the recipe.</summary>
    [Description(
        "Half-life, in interactions of a user, by which later interactions count more; 0: all count the same. Default: from the recipe ('default' chooses on the validation set where there are times)."
    )]
    public double? RecencyHalfLife { get; init; }

    /// <summary>Where embeddings start: <c>spectral</c> or <c>random</c>; null: from the recipe.</summary>
    [AllowedValues("spectral", "random", null)]
    [Description(
        "Where embeddings start: 'spectral' (the leading singular vectors of the interactions, for 'softmax' and 'sampled-softmax' with an embedding for each user, dot products and no layers) or 'random'. Default: spectral where it can be."
    )]
    public string? Start { get; init; }

    /// <summary>The scale of the spectral start; null: from the recipe, chosen on the validation set.</summary>
    [Description(
        "The scale of a spectral start (κ), above 0. Default: .3 or less, chosen on the validation set."
    )]
    public double? StartScale { get; init; }

    /// <summary>How much more the highest rating counts than the lowest; 0: all count the same.</summary>
    [Description(
        "How much more an interaction with the highest rating counts than one with the lowest: 1 + this times as much; 0: all count the same. Default: 0."
    )]
    public double RatingWeight { get; init; }

    /// <summary>Epochs without a better validation metric after which training stops.</summary>
    [Description(
        "Epochs without a better validation NDCG after which training stops; 0: never. Default: from the recipe."
    )]
    public int? Patience { get; init; }

    /// <summary>Epochs between two checkpoints.</summary>
    [Description("Epochs between two checkpoints. Default: 1.")]
    public int CheckpointEvery { get; init; } = 1;
}

/// <summary>The pair of item towers that learns which items are met together.</summary>
public sealed record PairOptions
{
    /// <summary>Whether to train it; null: where the data suits it.</summary>
    [Description(
        "Whether to train a pair of item towers on items that users met near each other, written as 'pairs.onnx' beside the cosines of 'similar.onnx'. Default: where interactions have times, for at most 20,000 items, with the recipe 'default'."
    )]
    public bool? ItemPairs { get; init; }

    /// <summary>How many places apart two items of a history may be to count as met together.</summary>
    [Description(
        "How many places apart two items of a user's history may be to count as met together, 1 to 1000. Default: 10."
    )]
    public int PairWindow { get; init; } = CoOccurrence.DefaultWindow;

    /// <summary>Seconds between two interactions after which a session has ended; null: a history is one session.</summary>
    [Description(
        "Seconds between two interactions of a user after which what follows is another session, whose items are not met together with the earlier ones. Default: none: a history is one session."
    )]
    public int? PairPause { get; init; }
}

/// <summary>What the exported files hold.</summary>
public sealed record ExportOptions
{
    /// <summary>The model's name in the file's metadata; null: the data set's name.</summary>
    [Description("The model's name in the file's metadata. Default: the data set's name.")]
    public string? Name { get; init; }

    /// <summary>A fixed number of results; null: <c>k</c> is an input.</summary>
    [Description(
        "A fixed number of results: the file then has no 'k' and 'exclude' inputs, for hosts that want one input. Default: both are inputs."
    )]
    public int? BakedK { get; init; }

    /// <summary>Whether the recommender has an input <c>candidates</c> with the only ids to return.</summary>
    [Description(
        "Whether 'retrieval.onnx' has a further input 'candidates' with the only ids to score and return, at a cost in proportion to their number; with none, all are searched. Default: no."
    )]
    public bool CandidatesInput { get; init; }

    /// <summary>How the files store their large tables: <c>float32</c>, <c>float16</c> or <c>int8</c>.</summary>
    [AllowedValues("float32", "float16", "int8")]
    [Description(
        "How the files store their large tables: 'float32', 'float16' (half the size) or 'int8' (a quarter). The metrics are then those of the stored file, beside those of 'float32'. Default: float32."
    )]
    public string Storage { get; init; } = "float32";

    /// <summary>Whether the files' large tables are written to files beside them.</summary>
    [Description(
        "Whether the large tables of each file are written to a file beside it, such as 'retrieval-0123456789abcdef.data', which hosts map into memory, and which may be longer than 2 GiB. Both must then be copied together. Default: no, each file is all there is."
    )]
    public bool ExternalData { get; init; }

    /// <summary>How the recommender searches its candidates: <c>exact</c>, <c>int8</c> or <c>lists</c>.</summary>
    [AllowedValues("exact", "int8", "lists")]
    [Description(
        "How 'retrieval.onnx' searches its candidates: 'exact'; 'int8': all as 8-bit integers first, and the best of those as floats, several times as quick where there are very many; or 'lists': only those in the groups that promise most, up to a hundred times as quick, finding about 99 of 100 of the best ('tune-index' makes it more or less). Where that does not pay, or loses results, the search is exact, and a note says so. Default: exact."
    )]
    public string Scan { get; init; } = "exact";
}

/// <summary>How the model is measured on the test set.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The baselines: <c>popularity</c>, <c>item-knn</c>, <c>ease</c>, or <c>none</c> alone; empty: all that take no more than seconds.</summary>
    [Description(
        "Recommenders to measure beside the model on the same split: 'popularity', 'item-knn' and 'ease', or 'none'. Default: all, but 'ease' only where at most 5,000 items have interactions."
    )]
    public IReadOnlyList<string> Baselines { get; init; } = [];
}
