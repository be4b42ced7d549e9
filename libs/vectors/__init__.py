"""Vector stores behind `libs.memory.ports.VectorStore`: S3 Vectors, and Pinecone as an option."""
